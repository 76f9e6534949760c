package io.twinbeam.model.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.twinbeam.model.network.SegmentationNetwork;
import io.twinbeam.model.uncertainty.Measure;
import io.twinbeam.model.uncertainty.RunningVariance;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.Scan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
    requireChannels(image);
    float[] probabilities =
        new SlidingWindow(settings, classes).stitch(image, this::windowProbabilities);
    return new Prediction(image.grid(), classes, probabilities);
  }

  /**
   * The prediction of {@code image}, bit for bit that of {@link #predict}, with what {@code
   * measures} are made from, on its grid.
   *
   * @param flips the axes along which the scan is mirrored for {@link Measure#VARIANCE}, a bit per
   *     axis, the lowest for axis 0; it is then predicted once for every combination of them
   * @throws InvalidCaseException as {@link #predict}
   */
  public Opinions opinions(Scan image, Set<Measure> measures, int flips) {
    List<Prediction> all =
        measures.stream().anyMatch(Measure::needsEachNetwork)
            ? meanAndEach(image)
            : List.of(predict(image));
    Prediction mean = all.get(0);
    return new Opinions(
        mean,
        all.subList(1, all.size()),
        measures.contains(Measure.VARIANCE)
            ? Optional.of(variances(image, mean, flips))
            : Optional.empty());
  }

  /** In one pass: windows take most of the time, and give all networks' outputs anyway. */
  private List<Prediction> meanAndEach(Scan image) {
    requireChannels(image);
    int parts = 1 + networks.size();
    float[] stitched =
        new SlidingWindow(settings, classes * parts)
            .stitch(image, (windows, count) -> allProbabilities(windows, count, parts));
    int each = stitched.length / parts;
    List<Prediction> predictions = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      predictions.add(
          new Prediction(
              image.grid(), classes, Arrays.copyOfRange(stitched, part * each, (part + 1) * each)));
    }
    return predictions;
  }

  /** (count, parts x classes, voxels): of each window the mean, then each network's. */
  private float[] allProbabilities(float[] windows, int count, int parts) {
    List<float[]> each =
        networks.stream().map(network -> softmax(network, windows, count)).toList();
    List<float[]> all = new ArrayList<>(List.of(mean(each)));
    all.addAll(each);
    int size = all.get(0).length / count;
    float[] joined = new float[Math.multiplyExact(all.get(0).length, parts)];
    for (int n = 0; n < count; n++) {
      for (int part = 0; part < parts; part++) {
        System.arraycopy(all.get(part), n * size, joined, (n * parts + part) * size, size);
      }
    }
    return joined;
  }

  private Opinions.Variances variances(Scan image, Prediction mean, int flips) {
    RunningVariance running = new RunningVariance(mean.probabilities().length);
    for (Flip flip : Flip.along(flips)) {
      float[] mirrored =
          flip.axes() == 0
              ? mean.probabilities()
              : flip.of(predict(flip.of(image)).probabilities(), image.shape());
      running.add(mirrored);
    }
    return new Opinions.Variances(running.variances());
  }

  private void requireChannels(Scan image) {
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
  }

  private float[] windowProbabilities(float[] windows, int count) {
    return mean(networks.stream().map(network -> softmax(network, windows, count)).toList());
  }

  private static float[] mean(List<float[]> each) {
    float[] means = each.get(0).clone();
    for (float[] other : each.subList(1, each.size())) {
      for (int i = 0; i < means.length; i++) {
        means[i] += other[i];
      }
    }
    for (int i = 0; i < means.length; i++) {
      means[i] /= each.size();
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
