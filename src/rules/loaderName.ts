// A loader as messages name it.

/** `DiffusionPipeline.load_ip_adapter` of `diffusers.DiffusionPipeline.from_pretrained().to().load_ip_adapter`. */
export function loaderName(dotted: string): string {
  const words = dotted.split('.').filter(word => !word.endsWith('()'));
  return words.slice(-2).join('.');
}
