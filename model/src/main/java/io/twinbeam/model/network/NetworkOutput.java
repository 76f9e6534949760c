package io.twinbeam.model.network;

import ai.djl.ndarray.NDArray;

/**
 * What a network says of a batch; both arrays belong to the manager of the images.
 *
 * @param logits (batch, classes, depth, height, width), any real value
 * @param features (batch, width, depth, height, width), the last decoder block after its ReLU and
 *     before any dropout
 */
public record NetworkOutput(NDArray logits, NDArray features) {}
