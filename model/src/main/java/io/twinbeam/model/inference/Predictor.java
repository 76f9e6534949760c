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

/**
 * Predicts with the mean of several networks' softmax. Holds no memory between calls and does not
 * own the networks. Native memory during a call grows with the batch of windows, not the volume.
 * May be called on several threads while no network is being trained or closed.
 */
public final class Predictor {

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
    this.networks = List.copyOf(networks);
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

  private float[] windowProbabilities(float[] windows, int count) {
    float[] means = softmax(networks.get(0), windows, count);
    for (SegmentationNetwork network : networks.subList(1, networks.size())) {
      float[] other = softmax(network, windows, count);
      for (int i = 0; i < means.length; i++) {
        means[i] += other[i];
      }
    }
    for (int i = 0; i < means.length; i++) {
      means[i] /= networks.size();
    }
    return means;
  }

  private float[] softmax(SegmentationNetwork network, float[] windows, int count) {
    GridShape patch = settings.patch();
    Shape shape = new Shape(count, channels, patch.x(), patch.y(), patch.z());
    try (NDManager scope = network.newScope()) {
      NDArray images = scope.create(windows, shape);
      return network.forward(images, false, null).logits().softmax(1).toFloatArray();
    }
  }
}
