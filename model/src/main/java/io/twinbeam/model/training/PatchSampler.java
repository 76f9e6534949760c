package io.twinbeam.model.training;

import io.twinbeam.model.objective.DualOutputs;
import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Scan;
import java.util.Arrays;
import java.util.Optional;

/**
 * Draws the patches of any batch, in any order: each is a function of seed, draw and place in the
 * batch, cut from all channels of a case at one place. Cases take turns in an order that is
 * shuffled anew for every pass over them. Where cases with pseudo-labels are trained on, labelled
 * patches come from these in the share that the volumes ask for, spread evenly over all patches.
 */
final class PatchSampler {

  private final long seed;
  private final TrainingSettings settings;
  private final TrainingVolumes volumes;
  private final int channels;
  private final int unlabelledPerBatch;
  private final double pseudoShare;
  private final int voxels;
  private final CropDraw crops;

  /**
   * @param channels that every case must have
   * @param usesUnlabelled whether batches hold unlabelled patches at all
   */
  PatchSampler(
      long seed,
      TrainingSettings settings,
      TrainingVolumes volumes,
      int channels,
      boolean usesUnlabelled) {
    this.seed = seed;
    this.settings = settings;
    this.volumes = volumes;
    this.channels = channels;
    this.unlabelledPerBatch =
        usesUnlabelled && volumes.unlabelledCount() > 0 ? settings.unlabelledPerBatch() : 0;
    this.pseudoShare = volumes.pseudoLabelledCount() > 0 ? volumes.pseudoLabelledShare() : 0;
    this.voxels = Math.toIntExact(settings.patch().voxels());
    this.crops = new CropDraw(seed, settings.patch(), settings.foregroundShare());
  }

  /**
   * The batch of number {@code draw}, as it is cut.
   *
   * @param withHidden whether to look up the labels of unlabelled patches
   * @throws InvalidCaseException with {@link Fault#CHANNELS_DIFFER} where a case has another number
   *     of channels
   */
  PatchBatch at(long draw, boolean withHidden) {
    int labelled = settings.labelledPerBatch();
    int all = labelled + unlabelledPerBatch;
    float[] images = new float[Math.multiplyExact(all, Math.multiplyExact(channels, voxels))];
    int[] labels = new int[labelled * voxels];
    for (int place = 0; place < labelled; place++) {
      labelled(draw, place, images, labels);
    }
    int[] hidden = new int[withHidden ? unlabelledPerBatch * voxels : 0];
    for (int place = 0; place < unlabelledPerBatch; place++) {
      unlabelled(draw, place, images, hidden);
    }
    return new PatchBatch(settings.patch(), channels, labelled, images, labels, null, hidden);
  }

  private void labelled(long draw, int place, float[] images, int[] labels) {
    long drawn = draw * settings.labelledPerBatch() + place;
    long pseudo = pseudoBefore(drawn);
    if (pseudoBefore(drawn + 1) > pseudo) {
      int index = crops.turn("pseudo-labelled-order", pseudo, volumes.pseudoLabelledCount());
      labelled(
          "pseudo-labelled case " + index,
          volumes.labelledCount() + index,
          volumes.pseudoLabelledImage(index),
          volumes.pseudoLabel(index),
          new Target(draw, place, images, labels));
    } else {
      int index = crops.turn("labelled-order", drawn - pseudo, volumes.labelledCount());
      labelled(
          "labelled case " + index,
          index,
          volumes.labelledImage(index),
          volumes.label(index),
          new Target(draw, place, images, labels));
    }
  }

  /** How many of the first {@code drawn} labelled patches come from pseudo-labels. */
  private long pseudoBefore(long drawn) {
    return (long) Math.floor(drawn * pseudoShare);
  }

  /** Where a labelled patch goes. */
  @SuppressWarnings("ArrayRecordComponent") // Arguments that belong together; never compared.
  private record Target(long draw, int place, float[] images, int[] labels) {}

  private void labelled(String name, int mapIndex, Scan image, LabelMap label, Target target) {
    long draw = target.draw();
    int place = target.place();
    int[] offset =
        crops.labelledOffset(mapIndex, label, CounterRandom.of(seed, "crop", draw, place));
    Augment augment = augment(draw, place);
    PatchCut cut = augment.cut(image.shape(), offset);
    intensities(name, image, cut, augment, draw, target.images(), place);
    cut.classes(label.voxels(), target.labels(), place * voxels);
    augment.mirror(target.labels(), place * voxels);
  }

  private void unlabelled(long draw, int number, float[] images, int[] hidden) {
    int place = settings.labelledPerBatch() + number;
    int index =
        crops.turn(
            "unlabelled-order", draw * unlabelledPerBatch + number, volumes.unlabelledCount());
    Scan image = volumes.unlabelledImage(index);
    int[] offset = crops.anywhere(image.shape(), CounterRandom.of(seed, "crop", draw, place));
    Augment augment = augment(draw, place);
    PatchCut cut = augment.cut(image.shape(), offset);
    intensities("unlabelled case " + index, image, cut, augment, draw, images, place);
    if (hidden.length > 0) {
      int start = number * voxels;
      Optional<LabelMap> label = volumes.hiddenLabel(index);
      Arrays.fill(hidden, start, start + voxels, DualOutputs.IGNORE);
      label.ifPresent(map -> cut.classes(map.voxels(), hidden, start));
      augment.mirror(hidden, start);
    }
  }

  private Augment augment(long draw, int place) {
    return new Augment(
        settings.augmentation(), settings.patch(), CounterRandom.of(seed, "augment", draw, place));
  }

  private void intensities(
      String name,
      Scan image,
      PatchCut cut,
      Augment augment,
      long draw,
      float[] images,
      int place) {
    if (image.size() != channels) {
      throw new InvalidCaseException(
          Fault.CHANNELS_DIFFER,
          name
              + " must have as many channels as the networks take, "
              + channels
              + ", has "
              + image.size()
              + "; train on cases with the same channels");
    }
    for (int c = 0; c < channels; c++) {
      int start = (place * channels + c) * voxels;
      cut.intensities(image.channel(c).voxels(), images, start);
      augment.mirror(images, start);
      augment.recolour(images, start, CounterRandom.of(seed, "recolour", draw, place, c));
    }
  }
}
