package io.twinbeam.model.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.twinbeam.model.network.SegmentationNetwork;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.Scan;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Predicts with the mean of several networks' softmax, over windows as they are and mirrored as
 * settings say. Holds no memory between calls and does not own the networks. Native memory during a
 * call grows with the batch of windows, not the volume. May be called on several threads while no
 * network is being trained or closed.
 */
public final class Predictor {

  private static final int FIRST_SPATIAL_AXIS = 2;

  private final List<SegmentationNetwork> networks;
  private final InferenceSettings settings;
  private final int channels;
  private final int classes;

  /**
   * @param networks at least one, all with the same channels and the same classes
   */
  public Predictor(List<SegmentationNetwork> networks, InferenceSettings settings) {
    if (networks.isEmpty()) {
      throw new IllegalArgumentException("a predictor takes at least one network, got none");
    }
    this.networks = List.copyOf(predicting(networks, settings.alone()));
    this.settings = settings;
    this.channels = networks.get(0).spec().channels();
    this.classes = networks.get(0).spec().classes();
    for (SegmentationNetwork network : networks) {
      if (network.spec().classes() != classes || network.spec().channels() != channels) {
        throw new IllegalArgumentException(
            "networks that predict together must have the same channels and classes, here "
                + channels
                + " and "
                + classes
                + ", but one is "
                + network.spec());
      }
    }
  }

  private static List<SegmentationNetwork> predicting(
      List<SegmentationNetwork> networks, OptionalInt alone) {
    if (alone.isEmpty()) {
      return networks;
    }
    int index = alone.getAsInt();
    if (index < 0 || index >= networks.size()) {
      throw new IllegalArgumentException(
          "network "
              + index
              + " is to predict alone, which must be from 0 to "
              + (networks.size() - 1));
    }
    return networks.subList(index, index + 1);
  }

  /**
   * The class probabilities at each voxel of {@code image}, on its grid.
   *
   * @throws InvalidCaseException with {@link Fault#CHANNELS_DIFFER} where the networks take another
   *     number of channels
   */
  public Prediction predict(Scan image) {
    if (image.size() != channels) {
      throw new InvalidCaseException(
          Fault.CHANNELS_DIFFER,
          "the networks were trained on cases of "
              + channels
              + (channels == 1 ? " channel" : " channels")
              + ", this one has "
              + image.size()
              + "; predict cases with the channels of the training data");
    }
    float[] probabilities =
        new SlidingWindow(settings, classes).stitch(image, this::windowProbabilities);
    return new Prediction(image.grid(), classes, probabilities);
  }

  /** The mean over networks and mirrored windows, added up where the networks are. */
  private float[] windowProbabilities(float[] windows, int count) {
    GridShape patch = settings.patch();
    Shape shape = new Shape(count, channels, patch.x(), patch.y(), patch.z());
    try (NDManager scope = networks.get(0).newScope()) {
      NDArray sum = null;
      int passes = 0;
      for (SegmentationNetwork network : networks) {
        for (int flips : combinations(settings.flips())) {
          try (NDManager pass = scope.newSubManager()) {
            NDArray probabilities = softmax(network, pass.create(windows, shape), axes(flips));
            sum = sum == null ? probabilities : sum.addi(probabilities);
            sum.attach(scope);
            passes++;
          }
        }
      }
      return (passes == 1 ? sum : sum.divi(passes)).toFloatArray();
    }
  }

  private static NDArray softmax(SegmentationNetwork network, NDArray images, int... flipped) {
    if (flipped.length == 0) {
      return network.forward(images, false, null).logits().softmax(1);
    }
    return network.forward(images.flip(flipped), false, null).logits().softmax(1).flip(flipped);
  }

  /** All subsets of three bits, from none on. */
  private static int[] combinations(int flips) {
    return IntStream.rangeClosed(0, flips).filter(subset -> (subset & ~flips) == 0).toArray();
  }

  /** The array axes of a batch that {@code flips} names. */
  private static int[] axes(int flips) {
    return IntStream.range(0, 3)
        .filter(axis -> (flips >> axis & 1) == 1)
        .map(axis -> FIRST_SPATIAL_AXIS + axis)
        .toArray();
  }
}
