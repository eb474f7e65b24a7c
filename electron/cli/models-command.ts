import type { Models } from '../engine/models.ts';

/** The shipped networks, one paragraph each. */
export function describeModels(models: Models): string {
  return models.cards
    .map((card) => {
      const quality = card.quality
        .map((q) => `${q.pictures} ${q.psnrY.toFixed(2)} dB (bicubic ${q.bicubicPsnrY.toFixed(2)})`)
        .join(', ');
      return [
        `${card.model} ×${card.scale}  ${card.title}`,
        `  ${card.description}`,
        `  ${card.architecture.parameters.toLocaleString('en')} parameters, context ${card.radius} px, licence ${card.licence}`,
        `  PSNR-Y: ${quality || 'not measured'}`,
      ].join('\n');
    })
    .join('\n\n');
}
