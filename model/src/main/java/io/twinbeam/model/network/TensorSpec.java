package io.twinbeam.model.network;

import ai.djl.ndarray.types.Shape;

/** The name, part and shape of one tensor of a network, in PyTorch's layout. */
record TensorSpec(String name, Role role, Shape shape) {

  /** What a tensor is for; decides how it starts and whether training changes it. */
  enum Role {
    CONVOLUTION,
    TRANSPOSED_CONVOLUTION,
    BIAS,
    SCALE,
    SHIFT,
    RUNNING_MEAN,
    RUNNING_VARIANCE
  }

  /** Whether gradients reach it; running statistics are measured, not trained. */
  boolean trainable() {
    return role != Role.RUNNING_MEAN && role != Role.RUNNING_VARIANCE;
  }

  /** Input values that meet in one output value of a convolution. */
  long fanIn() {
    return switch (role) {
      case CONVOLUTION -> shape.size() / shape.get(0);
      // Kernel and stride are equal, so each output voxel sees one voxel of each input channel.
      case TRANSPOSED_CONVOLUTION -> shape.get(0);
      default -> throw new IllegalStateException(name + " is no convolution");
    };
  }
}
