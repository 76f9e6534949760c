package io.twinbeam.model.network;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The V-Net's encoder: 1, 2, 3, 3, 3 convolution units, a strided convolution between levels. */
final class VNetEncoder implements Encoder {

  private static final List<String> BLOCKS =
      List.of("block_one", "block_two", "block_three", "block_four", "block_five");
  private static final int[] UNITS = {1, 2, 3, 3, 3};

  private final List<ConvolutionStage> stages = new ArrayList<>();
  private final List<ConvolutionUnit> downs = new ArrayList<>();

  VNetEncoder(NetworkSpec spec) {
    int channels = spec.width();
    stages.add(
        ConvolutionStage.of(BLOCKS.get(0), UNITS[0], spec.channels(), channels, spec.norm()));
    for (int level = 1; level < UNITS.length; level++) {
      downs.add(ConvolutionUnit.down(BLOCKS.get(level - 1) + "_dw", channels, spec.norm()));
      channels *= 2;
      stages.add(
          ConvolutionStage.of(BLOCKS.get(level), UNITS[level], channels, channels, spec.norm()));
    }
  }

  @Override
  public void declare(Consumer<TensorSpec> tensors) {
    stages.get(0).declare(tensors);
    for (int level = 1; level < UNITS.length; level++) {
      downs.get(level - 1).declare(tensors);
      stages.get(level).declare(tensors);
    }
  }

  @Override
  public List<NDArray> encode(NDArray images, Pass pass) {
    List<NDArray> levels = new ArrayList<>();
    levels.add(stages.get(0).apply(images, pass));
    for (int level = 1; level < UNITS.length; level++) {
      try (NDArray halved = downs.get(level - 1).apply(levels.get(level - 1), pass)) {
        levels.add(stages.get(level).apply(halved, pass));
      }
    }
    NDArray deepest = levels.remove(UNITS.length - 1);
    levels.add(pass.dropChannels(deepest));
    return levels;
  }
}
