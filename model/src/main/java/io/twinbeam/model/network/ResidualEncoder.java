package io.twinbeam.model.network;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A 34-layer residual network in three dimensions: stem 7^3, then stages of 3, 4, 6, 3 blocks. */
final class ResidualEncoder implements Encoder {

  private static final String NAME = "resnet_encoder";
  private static final int[] BLOCKS = {3, 4, 6, 3};
  private static final int STEM_KERNEL = 7;

  private final ConvolutionUnit stem;
  private final List<List<ResidualBlock>> stages = new ArrayList<>();

  ResidualEncoder(NetworkSpec spec) {
    int width = spec.width();
    stem =
        new ConvolutionUnit(
            new Convolution(
                NAME + ".conv1", spec.channels(), width, STEM_KERNEL, 1, STEM_KERNEL / 2, false),
            spec.norm().layer(NAME + ".bn1", width));
    for (int stage = 0; stage < BLOCKS.length; stage++) {
      stages.add(blocks(NAME + ".layer" + (stage + 1), BLOCKS[stage], width << stage, spec.norm()));
    }
  }

  private static List<ResidualBlock> blocks(String name, int count, int in, Norm norm) {
    List<ResidualBlock> blocks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      blocks.add(new ResidualBlock(name + "." + i, i == 0 ? in : 2 * in, 2 * in, i == 0, norm));
    }
    return blocks;
  }

  @Override
  public void declare(Consumer<TensorSpec> tensors) {
    stem.declare(tensors);
    stages.forEach(stage -> stage.forEach(block -> block.declare(tensors)));
  }

  @Override
  public List<NDArray> encode(NDArray images, Pass pass) {
    List<NDArray> levels = new ArrayList<>();
    levels.add(stem.apply(images, pass));
    for (List<ResidualBlock> stage : stages) {
      NDArray current = stage.get(0).apply(levels.get(levels.size() - 1), pass);
      for (ResidualBlock block : stage.subList(1, stage.size())) {
        try (NDArray previous = current) {
          current = block.apply(previous, pass);
        }
      }
      levels.add(current);
    }
    return levels;
  }
}
