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

  private final NetworkSpec spec;
  private final Topology topology;
  private final NDManager manager;
  private final Map<String, NDArray> tensors = new LinkedHashMap<>();
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();
  private final Map<String, NDArray> buffers = new LinkedHashMap<>();

  private SegmentationNetwork(
      NetworkSpec spec, Topology topology, Map<String, Tensor> values, NDManager parent) {
    this.spec = spec;
    this.topology = topology;
    this.manager = parent.newSubManager();
    for (TensorSpec tensor : topology.tensors()) {
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
    return new SegmentationNetwork(spec, topology, values, manager);
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
    return new SegmentationNetwork(spec, topology, tensors, manager);
  }

  public NetworkSpec spec() {
    return spec;
  }

  /** What training changes, by PyTorch name in PyTorch's order; the arrays require gradients. */
  public Map<String, NDArray> parameters() {
    return Collections.unmodifiableMap(parameters);
  }

  /** The running statistics of the batch normalisations, by PyTorch name. */
  public Map<String, NDArray> buffers() {
    return Collections.unmodifiableMap(buffers);
  }

  /**
   * Logits and features of a batch, owned by the manager of {@code images}.
   *
   * @param images (batch, channels, depth, height, width) float32, each of the last three a
   *     multiple of 16
   * @param training whether to normalise by the batch's statistics, move the running ones and drop
   *     channels; only then do gradients reach the weights
   * @param dropout draws the dropped channels; may be null when none are
   */
  public NetworkOutput forward(NDArray images, boolean training, CounterRandom dropout) {
    checkImages(images.getShape(), training);
    if (training && spec.dropout() > 0 && dropout == null) {
      throw new IllegalArgumentException(
          "training with dropout " + spec.dropout() + " needs a random stream, got none");
    }
    Pass pass = new Pass(images.getManager(), tensors, training, spec.dropout(), dropout);
    return topology.apply(images, pass);
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
    long deepest = shape.get(0) * shape.slice(2).size() / (1L << 12);
    if (training && deepest == 1) {
      throw new IllegalArgumentException(
          "images of shape "
              + shape
              + " leave one value per channel at the deepest level, which batch normalisation cannot"
              + " train on; use a larger batch or patch");
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
