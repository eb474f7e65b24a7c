import type { ModelCard } from '../../models/catalog/model-card.ts';
import type { Models } from '../engine/models.ts';

/** The shipped networks, one paragraph each. */
export function describeModels(models: Models): string {
  return models.cards
    .map((card) => {
      const quality = card.quality.map((q) => `${q.pictures} ${q.psnrY.toFixed(2)} dB (${beside(q)})`).join(', ');
      const files = card.variants.map((v) => `${v.precision} (${v.lossDb.validation.toFixed(3)} dB less)`);
      return [
        `${card.model} ×${card.scale}  ${card.title}`,
        `  ${card.description}`,
        `  ${card.architecture.parameters.toLocaleString('en')} parameters, context ${card.radius} px, licence ${card.licence}`,
        `  PSNR-Y: ${quality || 'not measured'}`,
        `  precisions: ${['fp32', ...files].join(', ')}`,
      ].join('\n');
    })
    .join('\n\n');
}

function beside({ bicubicPsnrY, lanczosPsnrY }: ModelCard['quality'][number]): string {
  const lanczos = lanczosPsnrY === undefined ? '' : `, Lanczos ${lanczosPsnrY.toFixed(2)}`;
  return `bicubic ${bicubicPsnrY.toFixed(2)}${lanczos}`;
}
