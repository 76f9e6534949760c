package io.twinbeam.model.training;

import io.twinbeam.model.volume.GridShape;

/**
 * How a run is trained. Everything here but {@code device} and {@code segmentSteps} shapes the
 * weights; {@code threads} does so on a CPU, where sums depend on how they are divided, and {@code
 * diagnoseEvery} shapes the training log alone.
 *
 * @param steps updates of both networks
 * @param segmentSteps steps between two checkpoints
 * @param labelledPerBatch labelled patches in a batch
 * @param unlabelledPerBatch unlabelled patches in a batch; none are drawn when no term reads them
 * @param batchesPerStep batches whose gradients are averaged for one update, at least 1: a larger
 *     batch for a small GPU, of which each part has statistics of its own
 * @param patch voxels per axis, each a multiple of 16
 * @param foregroundShare share of labelled patches that hold a chosen foreground voxel, 0 to 1; the
 *     others lie anywhere
 * @param optimizer how gradients move the weights
 * @param augmentation how patches are varied
 * @param diagnoseEvery steps between two diagnoses, see {@link
 *     io.twinbeam.model.objective.Evaluation}; 0 for none
 * @param hiddenLabels whether diagnoses compare pseudo-labels with the label maps of unlabelled
 *     cases, where there are any; nothing else ever sees these
 * @param threads native threads on a CPU
 * @param device {@code auto}, {@code cpu} or {@code gpu:N}
 */
public record TrainingSettings(
    int steps,
    int segmentSteps,
    int labelledPerBatch,
    int unlabelledPerBatch,
    int batchesPerStep,
    GridShape patch,
    double foregroundShare,
    OptimizerSettings optimizer,
    AugmentationSettings augmentation,
    int diagnoseEvery,
    boolean hiddenLabels,
    int threads,
    String device) {

  /** The learning rate at {@code step}, counted from 0. */
  public double learningRateAt(long step) {
    return optimizer.learningRateAt(step, steps);
  }

  /** Whether step {@code step}, counted from 0, is diagnosed: each so many, and the last. */
  public boolean diagnoses(long step) {
    return diagnoseEvery > 0 && ((step + 1) % diagnoseEvery == 0 || step + 1 == steps);
  }

  /** These settings on another device. */
  public TrainingSettings withDevice(String other) {
    return new TrainingSettings(
        steps,
        segmentSteps,
        labelledPerBatch,
        unlabelledPerBatch,
        batchesPerStep,
        patch,
        foregroundShare,
        optimizer,
        augmentation,
        diagnoseEvery,
        hiddenLabels,
        threads,
        other);
  }
}
