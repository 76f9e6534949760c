package io.twinbeam.transforms.preprocess;

import com.google.common.hash.Hashing;
import com.google.common.hash.HashingInputStream;
import com.google.common.io.ByteStreams;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.transforms.CaseSource;
import io.twinbeam.transforms.PhantomAddress;
import io.twinbeam.transforms.VolumeSource;
import io.twinbeam.transforms.artifact.Digest;
import io.twinbeam.transforms.source.SourceFiles;
import io.twinbeam.transforms.source.SourceFormats;
import io.twinbeam.transforms.source.SourceRules;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The image and label map that a case source names, from files or by formula. */
final class SourceImages {

  private final CaseSource source;
  private final SourceRules rules;

  SourceImages(CaseSource source, SourceRules rules) {
    this.source = source;
    this.rules = rules;
  }

  /** Digests of the image and of the label map ("" where there is none), read as a stream. */
  List<String> digests() throws IOException {
    return List.of(
        digest(source.channels().get(0)), source.label() == null ? "" : digest(source.label()));
  }

  private static String digest(VolumeSource volume) throws IOException {
    String path = volume.files().get(0);
    if (PhantomAddress.matches(path)) {
      return Digest.of(path);
    }
    try (HashingInputStream stream =
        new HashingInputStream(Hashing.sha256(), SourceFiles.stored(path))) {
      ByteStreams.exhaust(stream);
      return stream.hash().toString();
    }
  }

  Scan image() throws IOException {
    VolumeSource first = source.channels().get(0);
    return new Scan(SourceFormats.of(first).channels(first, rules, SourceFiles::stored));
  }

  Optional<LabelMap> labelMap() throws IOException {
    return source.label() == null
        ? Optional.empty()
        : SourceFormats.of(source.label()).labelMap(source.label(), rules, SourceFiles::stored);
  }
}
