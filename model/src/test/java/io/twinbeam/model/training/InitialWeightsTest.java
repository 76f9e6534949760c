package io.twinbeam.model.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.model.network.SegmentationNetwork;
import io.twinbeam.model.network.Tensor;
import io.twinbeam.model.network.Upsampling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InitialWeightsTest {

  private static final RunSettings SUPERVISED = Settings.run("supervised", Settings.training(1));
  private static final RunSettings TAUGHT = Settings.run("mean-teacher", Settings.training(1));
  private static final RunSettings SHARING = Settings.run("mc-net", Settings.training(1));

  private static Map<String, Tensor> weights(NetworkSpec spec, long seed) {
    try (NDManager manager = NDManager.newBaseManager();
        SegmentationNetwork network = SegmentationNetwork.initialise(spec, seed, manager)) {
      return network.toTensors();
    }
  }

  /** Weights of network A and of a second decoder on its encoder. */
  private static InitialWeights sharing() {
    try (NDManager manager = NDManager.newBaseManager();
        SegmentationNetwork a = SegmentationNetwork.initialise(SHARING.networkA(), 1, manager);
        SegmentationNetwork b = a.withDecoder(Upsampling.NEAREST, 2)) {
      return new InitialWeights(Optional.of(a.toTensors()), Optional.of(b.toTensors()));
    }
  }

  private static InitialWeights onlyA(Map<String, Tensor> weights) {
    return new InitialWeights(Optional.of(weights), Optional.empty());
  }

  private static InitialWeights onlyB(Map<String, Tensor> weights) {
    return new InitialWeights(Optional.empty(), Optional.of(weights));
  }

  @Test
  void weightsOfTheNetworkItselfFitWithPytorchsCountersOrWithout() {
    Map<String, Tensor> a = weights(SUPERVISED.networkA(), 1);
    a.put("block_one.conv.1.num_batches_tracked", new Tensor(new long[0], new float[] {3}));
    InitialWeights both =
        new InitialWeights(Optional.of(a), Optional.of(weights(SUPERVISED.networkB(), 1)));
    assertEquals(List.of(), both.faultsOfA(SUPERVISED));
    assertEquals(List.of(), both.faultsOfB(SUPERVISED));
  }

  @Test
  void noWeightsHaveNoFaults() {
    assertEquals(List.of(), InitialWeights.NONE.faultsOfA(SUPERVISED));
    assertEquals(List.of(), InitialWeights.NONE.faultsOfB(SUPERVISED));
  }

  @Test
  void everyFaultIsListed() {
    Map<String, Tensor> weights = weights(SUPERVISED.networkA(), 1);
    weights.remove("block_one.conv.0.weight");
    weights.put("out_conv.bias", new Tensor(new long[] {3}, new float[3]));
    weights.put("head.weight", new Tensor(new long[] {1}, new float[1]));
    List<String> faults = onlyA(weights).faultsOfA(SUPERVISED);
    assertEquals(
        List.of(
            "block_one.conv.0.weight is missing",
            "out_conv.bias must have shape [2], has [3]",
            "head.weight is unknown"),
        faults);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aValueThatIsNotFiniteIsAFault(float value) {
    Map<String, Tensor> weights = new LinkedHashMap<>(weights(SUPERVISED.networkB(), 1));
    weights.put("out_conv.bias", new Tensor(new long[] {2}, new float[] {0, value}));
    assertEquals(
        List.of("out_conv.bias must hold finite numbers, holds " + value),
        onlyB(weights).faultsOfB(SUPERVISED));
  }

  @Test
  void anAverageOfAHeedsNoWeights() {
    assertEquals(List.of(), onlyB(Map.of()).faultsOfB(TAUGHT));
  }

  @Test
  void aSecondDecoderFitsWithTheEncoderThatItComesWith() {
    assertEquals(List.of(), sharing().faultsOfA(SHARING));
    assertEquals(List.of(), sharing().faultsOfB(SHARING));
  }

  @Test
  void aSecondDecoderAloneIsAFault() {
    assertEquals(
        List.of("its encoder must be network A's, which starts fresh; give A's weights too"),
        new InitialWeights(Optional.empty(), sharing().networkB()).faultsOfB(SHARING));
  }

  @Test
  void aSecondDecoderOnAnotherEncoderIsAFault() {
    InitialWeights strangers =
        new InitialWeights(Optional.of(weights(SHARING.networkA(), 9)), sharing().networkB());
    List<String> faults = strangers.faultsOfB(SHARING);
    assertTrue(
        faults.contains(
            "block_one.conv.0.weight must be that of network A, as the encoder is shared, and"
                + " differs"),
        faults.toString());
    assertTrue(faults.stream().noneMatch(fault -> fault.startsWith("out_conv")), faults.toString());
  }

  @Test
  void anEncoderIsNotComparedWithWeightsThatDoNotFit() {
    InitialWeights broken = new InitialWeights(Optional.of(Map.of()), sharing().networkB());
    assertTrue(broken.faultsOfA(SHARING).contains("out_conv.bias is missing"));
    assertEquals(List.of(), broken.faultsOfB(SHARING));
  }
}
