#!/usr/bin/python3
"""Makes the golden files of this folder with PyTorch (written with 1.13, Debian's python3-torch), in float64, from fixed seeds:

    tests/golden/make_golden.py

File name = case name. Batch 3. PyTorch layouts: linear (out, in); conv (out, in, height, width); image (batch, channel, height, width);
sequence (batch, step, feature). What a case needs besides the shapes (heads, eps, rates) stands in the file's metadata.

    case                                tensors
    layers, audio_tokens (layer_cases)  input or input.0, input.1; parameter.NAME; output; output_gradient (random);
                                        input_gradient or input_gradient.0, input_gradient.1; gradient.NAME
    cross_entropy*, mse                 input, target (labels as numbers), loss (mean), input_gradient
    sgd*, adam*                         parameter (n), gradients (10, n), trajectory (10, n): the parameter after each step
    schedule_*                          rates: the learning rate of step 0, 1, ...
    gradient_clipping                   gradients (2, n), norms (2), clipped (2, n)
    model_cnn_* (reference_models.py)   input.image, input.audio; parameter.NAME; image_embedding, audio_embedding; output (logits);
                                        target, loss; input_gradient.image, input_gradient.audio; gradient.NAME;
                                        losses (10): each before its step of Adam on this one batch

    layer                               PyTorch's name and NAMEs of its parameters
    Conv2d, Linear, LayerNorm           weight, bias
    LSTM                                nn.LSTM: weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0, ..._l1; gates input, forget, cell, output
    MultiHeadAttention                  nn.MultiheadAttention: in_proj_weight (3 D, D) = query, key, value; in_proj_bias; out_proj.weight, out_proj.bias
    CrossAttention                      cross_attention_block_*: attention.(as above), norm.weight, norm.bias; input.0 asks, input.1 answers
    TransformerEncoderLayer             nn.TransformerEncoderLayer: self_attn.(as above), linear1, linear2, norm1, norm2
    ClassToken                          class_token: token (D); class_token_pool takes row 0
    Residual                            residual: x + Linear(x), weight, bias
    audio_tokens                        embed (Linear), positions, layers.0 and layers.1 (post-norm), norm, mean over tokens, fc (Linear)
"""
import torch

from layer_cases import write_layer_cases, write_loss_cases
from optimiser_cases import write_optimiser_cases
from reference_models import write_model_cases

if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)  # so that the files are the same to the bit
    write_layer_cases()
    write_loss_cases()
    write_optimiser_cases()
    write_model_cases()
