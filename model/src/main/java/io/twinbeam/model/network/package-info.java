/**
 * The two networks of the method, as plain functions of named tensors. Images and feature maps are
 * (batch, channels, depth, height, width) float32; depth, height and width are a volume's x, y and
 * z. Tensors carry the names and layouts of PyTorch, so that weights move freely between the two.
 *
 * <p>Native memory: a network owns its weights and frees them when closed. All that a forward pass
 * makes belongs to the manager of the images, so the caller frees it by closing that manager.
 */
package io.twinbeam.model.network;
