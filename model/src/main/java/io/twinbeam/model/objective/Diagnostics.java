package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Instruments: how both networks do on a batch, without gradient and without a say in training. C
 * is a class id; S is A or B.
 *
 * <ul>
 *   <li>{@code diagnostic.reliable.C}: of the unlabelled voxels with pseudo-label C, the share that
 *       the filter keeps; only where the objective filters.
 *   <li>{@code diagnostic.agreement.C}: the Dice overlap of both networks' predictions of C.
 *   <li>{@code diagnostic.klWeight.S}: the mean over voxels of exp(-KL(p_other || p_S)), the weight
 *       that {@link CrossTerm} gives the other network's pseudo-labels; 1 where both say the same.
 *   <li>{@code diagnostic.entropy.S}: mean entropy per voxel, nats.
 *   <li>{@code diagnostic.pseudoLabelDice.C}, {@code diagnostic.keptAccuracy.C}: where hidden
 *       labels are given, the Dice overlap of pseudo-labels with them, and the share of the voxels
 *       that count as C whose hidden label is C. Pseudo-labels are those pasted into mixed patches,
 *       or the predictions of the more certain network.
 * </ul>
 *
 * <p>Agreement, weight and entropy are those of the unlabelled patches, or of all where there are
 * none. A class without voxels and a partner that was not run have no value.
 */
final class Diagnostics {

  static final String PREFIX = "diagnostic.";
  private static final int[] ALL_BUT_CLASSES = {0, 2};

  private final Batch batch;
  private final Map<String, Double> values = new LinkedHashMap<>();

  private Diagnostics(Batch batch) {
    this.batch = batch;
  }

  /**
   * @param filter whose reliable voxels are counted
   */
  static Map<String, Double> of(Batch batch, Optional<ReliableFilter> filter) {
    Diagnostics diagnostics = new Diagnostics(batch);
    if (batch.hasPartner()) {
      if (batch.hasUnlabelled()) {
        filter.ifPresent(diagnostics::reliable);
      }
      diagnostics.agreement();
      diagnostics.klWeight("A", batch.sideA(), batch.sideB());
      diagnostics.klWeight("B", batch.sideB(), batch.sideA());
    }
    if (batch.hasUnlabelled()) {
      batch.hiddenLabels().ifPresent(hidden -> diagnostics.audit(hidden, filter));
    }
    diagnostics.entropy("A", batch.sideA());
    if (batch.hasPartner()) {
      diagnostics.entropy("B", batch.sideB());
    }
    return Collections.unmodifiableMap(diagnostics.values);
  }

  private void reliable(ReliableFilter filter) {
    Reliable reliable = filter.apply(batch);
    NDArray candidates = ReliableFilter.pseudoLabels(batch);
    shares("reliable.", reliable.perClass(), candidates.sum(ALL_BUT_CLASSES));
  }

  private void audit(NDArray hidden, Optional<ReliableFilter> filter) {
    NDArray truth = hidden.eq(batch.classIds()).toType(DataType.FLOAT32, false);
    NDArray known = hidden.neq(DualOutputs.IGNORE).toType(DataType.FLOAT32, false);
    NDArray labels;
    NDArray kept;
    if (batch.isMixed()) {
      NDArray pasted = batch.mixedLabels().eq(batch.classIds()).toType(DataType.FLOAT32, false);
      labels = pasted.mul(batch.fromUnlabelled());
      known = known.mul(batch.fromUnlabelled());
      kept = labels;
    } else if (batch.hasPartner()) {
      labels = ReliableFilter.pseudoLabels(batch);
      kept = filter.isPresent() ? filter.get().apply(batch).targets() : labels;
    } else {
      labels = batch.sideA().predicted().unlabelled();
      kept = labels;
    }
    NDArray given = labels.mul(known);
    NDArray there = truth.mul(known);
    NDArray shared = given.mul(there).sum(ALL_BUT_CLASSES);
    shares(
        "pseudoLabelDice.",
        shared.add(shared),
        given.sum(ALL_BUT_CLASSES).add(there.sum(ALL_BUT_CLASSES)));
    NDArray counted = kept.mul(known);
    shares("keptAccuracy.", counted.mul(there).sum(ALL_BUT_CLASSES), counted.sum(ALL_BUT_CLASSES));
  }

  private void agreement() {
    NDArray a = seen(batch.sideA().predicted());
    NDArray b = seen(batch.sideB().predicted());
    NDArray shared = a.mul(b).sum(ALL_BUT_CLASSES);
    shares("agreement.", shared.add(shared), a.sum(ALL_BUT_CLASSES).add(b.sum(ALL_BUT_CLASSES)));
  }

  private void shares(String name, NDArray parts, NDArray wholes) {
    float[] part = parts.toFloatArray();
    float[] whole = wholes.toFloatArray();
    for (int c = 0; c < part.length; c++) {
      if (whole[c] > 0) {
        values.put(PREFIX + name + c, (double) part[c] / whole[c]);
      }
    }
  }

  private void klWeight(String side, Side own, Side other) {
    NDArray divergence =
        CrossTerm.divergence(
            seen(other.fixedProbabilities()),
            seen(other.entropy()),
            seen(own.fixedLogProbabilities()));
    values.put(PREFIX + "klWeight." + side, (double) divergence.neg().exp().mean().getFloat());
  }

  private void entropy(String side, Side network) {
    values.put(PREFIX + "entropy." + side, (double) seen(network.entropy()).mean().getFloat());
  }

  private NDArray seen(Parts parts) {
    return batch.hasUnlabelled() ? parts.unlabelled() : parts.whole();
  }
}
