import type { AdviserCard } from '../../models/catalog/adviser-card.ts';
import type { ModelCard } from '../../models/catalog/model-card.ts';
import type { Models } from '../engine/models.ts';

/** The shipped networks, one paragraph each; the one that chooses among the others comes first. */
export function describeModels(models: Models): string {
  const networks = models.cards.map((card) => {
    const quality = card.quality.map((q) => `${q.pictures} ${q.psnrY.toFixed(2)} dB (${beside(q)})`).join(', ');
    const files = card.variants.map((v) => `${v.precision} (${v.lossDb.validation.toFixed(3)} dB less)`);
    return [
      `${card.model} ×${card.scale}  ${card.title}`,
      `  ${card.description}`,
      `  ${card.architecture.parameters.toLocaleString('en')} parameters, context ${card.radius} px, licence ${card.licence}`,
      `  PSNR-Y: ${quality || 'not measured'}`,
      `  precisions: ${['fp32', ...files].join(', ')}`,
    ].join('\n');
  });
  const adviser = models.adviser ? [describeAdviser(models.adviser.card)] : [];
  return [...adviser, ...networks].join('\n\n');
}

function describeAdviser({ key, title, description, architecture, input, measured, licence }: AdviserCard): string {
  const { pictures, kindRight, noiseCorrelation, qualityCorrelation, heldBack } = measured;
  return [
    `${key}  ${title}`,
    `  ${description}`,
    `  ${architecture.parameters.toLocaleString('en')} parameters, looks at ${input.crops} crops of ${input.size} px, licence ${licence}`,
    `  on ${pictures.toLocaleString('en')} pictures (${heldBack}): kind right ${(100 * kindRight).toFixed(1)} %, correlation of noise ${noiseCorrelation.toFixed(2)}, of JPEG quality ${qualityCorrelation.toFixed(2)}`,
  ].join('\n');
}

function beside({ bicubicPsnrY, lanczosPsnrY }: ModelCard['quality'][number]): string {
  const lanczos = lanczosPsnrY === undefined ? '' : `, Lanczos ${lanczosPsnrY.toFixed(2)}`;
  return `bicubic ${bicubicPsnrY.toFixed(2)}${lanczos}`;
}
