package io.twinbeam.model.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.twinbeam.model.random.CounterRandom;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network with its weights. Forward passes in evaluation may run on several threads at once;
 * training is for one thread at a time.
 */
public final class SegmentationNetwork implements AutoCloseable {

  // Four levels down, that many voxels have become one.
  private static final long VOXELS_PER_DEEPEST = 1L << 12;

  private final NetworkSpec spec;
  private final Topology topology;
  private final NDManager manager;
  private final Map<String, NDArray> tensors = new LinkedHashMap<>();
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();
  private final Map<String, NDArray> buffers = new LinkedHashMap<>();

  /**
   * @param shared tensors that belong to another network; not among this one's parameters
   * @param values of the others
   */
  private SegmentationNetwork(
      NetworkSpec spec,
      Topology topology,
      Map<String, NDArray> shared,
      Map<String, Tensor> values,
      NDManager parent) {
    ZeroFilledMemory.ensure();
    this.spec = spec;
    this.topology = topology;
    this.manager = parent.newSubManager();
    tensors.putAll(shared);
    for (TensorSpec tensor : topology.tensors()) {
      if (shared.containsKey(tensor.name())) {
        continue;
      }
      NDArray array = manager.create(values.get(tensor.name()).values(), tensor.shape());
      array.setName(tensor.name());
      array.setRequiresGradient(tensor.trainable());
      tensors.put(tensor.name(), array);
      (tensor.trainable() ? parameters : buffers).put(tensor.name(), array);
    }
  }

  /**
   * A network with fresh weights: a pure function of {@code spec} and {@code seed}, on any machine.
   *
   * @param manager decides the device; the network keeps its weights in a child of it
   */
  public static SegmentationNetwork initialise(NetworkSpec spec, long seed, NDManager manager) {
    Topology topology = Topology.of(spec);
    Map<String, Tensor> values =
        Initialisation.of(topology.tensors(), seed, spec.architecture().id());
    return new SegmentationNetwork(spec, topology, Map.of(), values, manager);
  }

  /**
   * A network with given weights.
   *
   * @param tensors every tensor by its PyTorch name; PyTorch's {@code num_batches_tracked} counters
   *     are ignored
   * @param manager decides the device; the network keeps its weights in a child of it
   * @throws IllegalArgumentException when tensors are missing, unknown or of another shape; the
   *     message lists all of them
   */
  public static SegmentationNetwork of(
      NetworkSpec spec, Map<String, Tensor> tensors, NDManager manager) {
    Topology topology = Topology.of(spec);
    WeightNames.check(spec, topology.tensors(), tensors);
    return new SegmentationNetwork(spec, topology, Map.of(), tensors, manager);
  }

  /**
   * A second network on this one's encoder, with a fresh decoder: MC-Net (Wu et al., MICCAI 2021).
   * Both hold the same encoder tensors, which stay this network's: the second lists its decoder
   * alone as parameters, and closing this one closes both. Its {@link #toTensors} are whole, so
   * that what is exported is a network in its own right.
   *
   * @param upsampling of the second decoder; decoders of one kind soon say the same
   * @param seed of its weights
   */
  public SegmentationNetwork withDecoder(Upsampling upsampling, long seed) {
    NetworkSpec other = spec.withUpsampling(upsampling);
    return sharing(
        other, Initialisation.of(Topology.of(other).tensors(), seed, spec.architecture().id()));
  }

  /**
   * As {@link #withDecoder(Upsampling, long)}, with given weights.
   *
   * @param weights every tensor of the second network, as its {@link #toTensors} gave them
   * @throws IllegalArgumentException when they do not fit, or their encoder is not this network's
   */
  public SegmentationNetwork withDecoder(Upsampling upsampling, Map<String, Tensor> weights) {
    NetworkSpec other = spec.withUpsampling(upsampling);
    WeightNames.check(other, Topology.of(other).tensors(), weights);
    List<String> strange = WeightNames.encoderDifferences(spec, toTensors(), weights);
    if (!strange.isEmpty()) {
      throw new IllegalArgumentException(
          "a second decoder must come with the encoder it was trained on; these tensors differ"
              + " from the first network's: "
              + String.join(", ", strange));
    }
    return sharing(other, weights);
  }

  private SegmentationNetwork sharing(NetworkSpec other, Map<String, Tensor> weights) {
    Map<String, NDArray> encoder = new LinkedHashMap<>();
    topology.encoderTensors().forEach(t -> encoder.put(t.name(), tensors.get(t.name())));
    return new SegmentationNetwork(other, Topology.of(other), encoder, weights, manager);
  }

  public NetworkSpec spec() {
    return spec;
  }

  /**
   * What training changes, by PyTorch name in PyTorch's order; the arrays require gradients. A
   * network on another's encoder has its decoder's alone.
   */
  public Map<String, NDArray> parameters() {
    return Collections.unmodifiableMap(parameters);
  }

  /** The running statistics of the batch normalisations among them, by PyTorch name. */
  public Map<String, NDArray> buffers() {
    return Collections.unmodifiableMap(buffers);
  }

  /** Parameters, running statistics and what is shared with another network, by PyTorch name. */
  public Map<String, NDArray> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  /**
   * Logits and features of a batch, owned by the manager of {@code images}.
   *
   * @param images (batch, channels, depth, height, width) float32, each of the last three a
   *     multiple of 16
   * @param training whether to drop channels and, with batch normalisation, to use the batch's
   *     statistics and move the running ones; only then do gradients reach the weights
   * @param dropout draws the dropped channels; may be null when none are
   */
  public NetworkOutput forward(NDArray images, boolean training, CounterRandom dropout) {
    return topology.apply(images, pass(images, training, dropout));
  }

  /**
   * As {@link #forward} in evaluation, but with channels dropped as in training: one stochastic
   * pass of Monte-Carlo dropout (Gal and Ghahramani, ICML 2016). No gradient, and no statistic
   * moves.
   *
   * @param dropout draws the dropped channels
   */
  public NetworkOutput forwardStochastic(NDArray images, CounterRandom dropout) {
    checkImages(images.getShape(), false);
    Pass pass = new Pass(images.getManager(), tensors, false, spec.dropout(), dropout);
    return topology.apply(images, pass);
  }

  /**
   * The outputs of this network and of {@code second}, which {@link #withDecoder} made of it, with
   * one run of the encoder. Gradients of both reach it.
   *
   * @param dropout draws the dropped channels of encoder and first decoder; may be null when none
   *     are
   * @param secondDropout draws those of the second decoder, likewise
   */
  public List<NetworkOutput> forwardWith(
      SegmentationNetwork second,
      NDArray images,
      boolean training,
      CounterRandom dropout,
      CounterRandom secondDropout) {
    String probe = topology.encoderTensors().get(0).name();
    if (second.tensors.get(probe) != tensors.get(probe)) {
      throw new IllegalArgumentException(
          "the second network must share this one's encoder; make it by withDecoder");
    }
    return topology.applyWith(
        second.topology,
        images,
        pass(images, training, dropout),
        second.pass(images, training, secondDropout));
  }

  private Pass pass(NDArray images, boolean training, CounterRandom dropout) {
    checkImages(images.getShape(), training);
    if (training && spec.dropout() > 0 && dropout == null) {
      throw new IllegalArgumentException(
          "training with dropout " + spec.dropout() + " needs a random stream, got none");
    }
    double dropped = training ? spec.dropout() : 0;
    return new Pass(images.getManager(), tensors, training, dropped, dropout);
  }

  private void checkImages(Shape shape, boolean training) {
    boolean fits = shape.dimension() == 5 && shape.get(1) == spec.channels();
    for (int axis = 2; fits && axis < 5; axis++) {
      fits = shape.get(axis) > 0 && shape.get(axis) % NetworkSpec.SIZE_MULTIPLE == 0;
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "images must be (batch, "
              + spec.channels()
              + ", depth, height, width) with sizes that are multiples of "
              + NetworkSpec.SIZE_MULTIPLE
              + ", are "
              + shape
              + "; choose another patch or pad");
    }
    checkNormalisation(shape, training);
  }

  private void checkNormalisation(Shape shape, boolean training) {
    boolean oneVoxel = shape.slice(2).size() == VOXELS_PER_DEEPEST;
    // A group has 8 channels or more at the deepest level, hence more than one value.
    switch (spec.norm()) {
      case BATCH ->
          refuse(training && oneVoxel && shape.get(0) == 1, shape, "train on", "batch or ");
      case INSTANCE -> refuse(oneVoxel, shape, "see anything in", "");
      case GROUP, NONE -> {}
    }
  }

  private void refuse(boolean holds, Shape shape, String use, String cure) {
    if (holds) {
      throw new IllegalArgumentException(
          "images of shape "
              + shape
              + " leave one value per channel at the deepest level, which "
              + spec.norm().id()
              + " normalisation cannot "
              + use
              + "; use a larger "
              + cure
              + "patch");
    }
  }

  /** Copies of all tensors on the heap, by PyTorch name in PyTorch's order. */
  public Map<String, Tensor> toTensors() {
    Map<String, Tensor> copies = new LinkedHashMap<>();
    tensors.forEach((name, array) -> copies.put(name, Tensor.copyOf(array)));
    return copies;
  }

  /** How many numbers training changes. */
  public long parameterCount() {
    return parameters.values().stream().mapToLong(NDArray::size).sum();
  }

  /** The names of all tensors, in PyTorch's order. */
  public List<String> tensorNames() {
    return List.copyOf(tensors.keySet());
  }

  /** A manager on the network's device for the arrays of a pass; the caller closes it. */
  public NDManager newScope() {
    return manager.newSubManager();
  }

  /** Frees the weights and their gradients. */
  @Override
  public void close() {
    manager.close();
  }
}
