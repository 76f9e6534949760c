/**
 * The two networks of the method, as plain functions of named tensors. Images and feature maps are
 * (batch, channels, depth, height, width) float32; depth, height and width are a volume's x, y and
 * z. Tensors carry the names and layouts of PyTorch, so that weights move freely between the two.
 * Where a network strays from the published ones, names follow PyTorch's numbering of the layers
 * that are there: without normalisation, {@code block_two.conv.2} is the second convolution; in a
 * decoder that repeats voxels, {@code block_five_up.conv.1} is the convolution and {@code .2} its
 * normalisation, as in MC-Net's code. Instance and group normalisation have {@code weight} and
 * {@code bias} alone.
 *
 * <p>Native memory: a network owns its weights and frees them when closed. All that a forward pass
 * makes belongs to the manager of the images, so the caller frees it by closing that manager.
 */
package io.twinbeam.model.network;
