package io.twinbeam.transforms.preprocess;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GeometryGate;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.transforms.CaseSource;
import io.twinbeam.transforms.VolumeSource;
import io.twinbeam.transforms.source.SourceFiles;
import io.twinbeam.transforms.source.SourceFormats;
import io.twinbeam.transforms.source.SourceRules;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The images and the label map that a case source names, from files or by formula. */
final class SourceImages {

  private final CaseSource source;
  private final SourceRules rules;
  private final SourceFiles files;

  /** Reads the files as they lie there. */
  SourceImages(CaseSource source, SourceRules rules) {
    this(source, rules, SourceFiles::stored);
  }

  SourceImages(CaseSource source, SourceRules rules, SourceFiles files) {
    this.source = source;
    this.rules = rules;
    this.files = files;
  }

  /**
   * All channels on one grid, in the order of {@link CaseSource#channels}; at most the allowed
   * voxels of them are held, whatever the number of files.
   *
   * @throws InvalidCaseException where a file cannot be used, with {@link Fault#CHANNELS_DIFFER}
   *     where their number is not the expected one, and {@link Fault#GRID_MISMATCH} where they lie
   *     on different grids
   */
  Scan image() throws IOException {
    List<VolumeSource> sources = source.channels();
    // A single file may hold all channels; one of several files holds one.
    int each = sources.size() == 1 ? rules.channels() : 1;
    requireNumber(sources.size() * each);
    List<Volume> channels = new ArrayList<>();
    for (VolumeSource channel : sources) {
      channels.addAll(
          of(
              channel,
              () -> SourceFormats.of(channel).channels(channel, rules.withChannels(each), files)));
      // Before the next is read: they take no more memory than is allowed, and lie on one grid.
      GeometryGate.check(channels.get(0).grid(), rules.channels(), rules.maxVoxels());
      GeometryGate.join(channels, rules.gridToleranceMm());
    }
    requireNumber(channels.size());
    return GeometryGate.join(channels, rules.gridToleranceMm());
  }

  private void requireNumber(int found) {
    if (found != rules.channels()) {
      throw new InvalidCaseException(
          Fault.CHANNELS_DIFFER,
          "the number of images of a case must be "
              + rules.channels()
              + ", is "
              + found
              + "; add the missing images or remove the surplus");
    }
  }

  /**
   * The label map; empty where the case has none.
   *
   * @throws InvalidCaseException where it cannot be used, with {@link Fault#LABEL_MISSING} where it
   *     is not in its file although the case must have one
   */
  Optional<LabelMap> labelMap() throws IOException {
    VolumeSource label = source.label();
    if (label == null) {
      return Optional.empty();
    }
    Optional<LabelMap> labels =
        of(label, () -> SourceFormats.of(label).labelMap(label, rules.withChannels(1), files));
    if (labels.isEmpty() && source.labelRequired()) {
      throw new InvalidCaseException(
          Fault.LABEL_MISSING,
          label + " holds no label map; add one, or list the case as unlabelled");
    }
    return labels;
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  /** Tells which of the case's files a refusal is about. */
  private <T> T of(VolumeSource volume, Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (InvalidCaseException e) {
      boolean only = source.channels().equals(List.of(volume));
      if (only || volume.files().stream().anyMatch(e.getMessage()::startsWith)) {
        throw e;
      }
      throw new InvalidCaseException(e.fault(), volume + ": " + e.getMessage(), e.getCause());
    }
  }
}
