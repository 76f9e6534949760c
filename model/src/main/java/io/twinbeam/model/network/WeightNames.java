package io.twinbeam.model.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares the tensors that a file holds with those that a network needs. */
public final class WeightNames {

  // PyTorch counts batches there; with a fixed momentum nothing reads it.
  private static final String COUNTER = ".num_batches_tracked";

  private WeightNames() {}

  /**
   * The tensors of a network among {@code given}, in PyTorch's order: whatever counters PyTorch
   * left there are not among them.
   *
   * @param given tensors by their PyTorch names
   * @throws IllegalArgumentException when tensors are missing, unknown or of another shape; the
   *     message lists all of them
   */
  public static Map<String, Tensor> select(NetworkSpec spec, Map<String, Tensor> given) {
    List<TensorSpec> needed = Topology.of(spec).tensors();
    check(spec, needed, given);
    Map<String, Tensor> selected = new LinkedHashMap<>();
    needed.forEach(tensor -> selected.put(tensor.name(), given.get(tensor.name())));
    return selected;
  }

  /**
   * What keeps {@code given} from being the tensors of a network: those that are missing, of
   * another shape, or unknown; empty where they fit. PyTorch's counters are no fault.
   *
   * @param given tensors by their PyTorch names
   */
  public static List<String> faults(NetworkSpec spec, Map<String, Tensor> given) {
    return faults(Topology.of(spec).tensors(), given);
  }

  /**
   * The names of the encoder's tensors that are not the same in both.
   *
   * @param first tensors that fit a network of {@code spec} but for its decoder
   * @param second likewise
   */
  public static List<String> encoderDifferences(
      NetworkSpec spec, Map<String, Tensor> first, Map<String, Tensor> second) {
    return Topology.of(spec).encoderTensors().stream()
        .map(TensorSpec::name)
        .filter(name -> !first.get(name).equals(second.get(name)))
        .toList();
  }

  static void check(NetworkSpec spec, List<TensorSpec> needed, Map<String, Tensor> given) {
    List<String> faults = faults(needed, given);
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(
          "weights do not fit " + spec + ": " + String.join("; ", faults));
    }
  }

  private static List<String> faults(List<TensorSpec> needed, Map<String, Tensor> given) {
    List<String> faults = new ArrayList<>();
    for (TensorSpec tensor : needed) {
      Tensor found = given.get(tensor.name());
      if (found == null) {
        faults.add(tensor.name() + " is missing");
      } else if (!Arrays.equals(found.shape(), tensor.shape().getShape())) {
        faults.add(
            tensor.name()
                + " must have shape "
                + Arrays.toString(tensor.shape().getShape())
                + ", has "
                + Arrays.toString(found.shape()));
      }
    }
    Set<String> known = needed.stream().map(TensorSpec::name).collect(Collectors.toSet());
    given.keySet().stream()
        .filter(name -> !known.contains(name) && !name.endsWith(COUNTER))
        .sorted()
        .forEach(name -> faults.add(name + " is unknown"));
    return faults;
  }
}
