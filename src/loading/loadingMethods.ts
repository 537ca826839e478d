// What methods that load are called, whatever their class: data, to extend here.

/** Methods that load whatever the class: `AutoModel.from_pretrained`, `net.load_state_dict`. */
export const methods: ReadonlySet<string> = new Set(
  `
  from_pretrained from_single_file from_ckpt from_checkpoint from_hparams from_hub get_pretrained
  load_pretrained load_from_checkpoint restore_from load_checkpoint load_model load_state_dict
  load_lora_weights load_textual_inversion load_checkpoint_and_dispatch init_detector load_from_file
  load_from_state_dict load_pretrained_model load_model_from_config load_models from_quantized
  from_model_id load_weights load_state_dict_from_url get_pretrained_model load_all_models load_ip_adapter
  load_ckpt load_pipeline deserialize_cuda_engine from_preset load_all_model load_adapter load_from_hub
  load_from_pretrained load_checkpoint_in_model load_local_model compile_model load_engine
  `
    .trim()
    .split(/\s+/),
);
