package io.twinbeam.model.network;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The V-Net's expanding half, shared by both networks: four times up, add the encoder's map of that
 * size, 3, 3, 2, 1 convolution units; then a convolution 1^3 to the classes.
 */
final class Decoder {

  private static final List<String> UPS =
      List.of("block_five_up", "block_six_up", "block_seven_up", "block_eight_up");
  private static final List<String> BLOCKS =
      List.of("block_six", "block_seven", "block_eight", "block_nine");
  private static final int[] UNITS = {3, 3, 2, 1};

  private final List<ConvolutionUnit> ups = new ArrayList<>();
  private final List<ConvolutionStage> stages = new ArrayList<>();
  private final Convolution head;

  Decoder(NetworkSpec spec) {
    for (int step = 0; step < UNITS.length; step++) {
      int channels = spec.width() << (UNITS.length - 1 - step);
      ups.add(ConvolutionUnit.up(UPS.get(step), channels, spec));
      stages.add(
          ConvolutionStage.of(BLOCKS.get(step), UNITS[step], channels, channels, spec.norm()));
    }
    head = new Convolution("out_conv", spec.width(), spec.classes(), 1, 1, 0, true);
  }

  void declare(Consumer<TensorSpec> tensors) {
    for (int step = 0; step < UNITS.length; step++) {
      ups.get(step).declare(tensors);
      stages.get(step).declare(tensors);
    }
    head.declare(tensors);
  }

  /**
   * @param levels the encoder's five maps, finest first; closed on return
   */
  NetworkOutput decode(List<NDArray> levels, Pass pass) {
    NDArray current = levels.get(UNITS.length);
    for (int step = 0; step < UNITS.length; step++) {
      try (NDArray deeper = current;
          NDArray skip = levels.get(UNITS.length - 1 - step);
          NDArray up = ups.get(step).apply(deeper, pass);
          NDArray sum = up.add(skip)) {
        current = stages.get(step).apply(sum, pass);
      }
    }
    NDArray kept = pass.dropChannels(current);
    return new NetworkOutput(head.apply(kept, pass), current);
  }
}
