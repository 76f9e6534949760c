package io.twinbeam.transforms.preprocess;

import com.google.common.hash.Hashing;
import com.google.common.hash.HashingInputStream;
import com.google.common.io.ByteStreams;
import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Phantom;
import io.twinbeam.model.volume.PhantomCase;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.transforms.CaseSource;
import io.twinbeam.transforms.InputFile;
import io.twinbeam.transforms.PhantomAddress;
import io.twinbeam.transforms.artifact.Digest;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** The image and label map that a case source names, from a file or by formula. */
final class SourceImages {

  private final CaseSource source;
  private final long maxVoxels;

  SourceImages(CaseSource source, long maxVoxels) {
    this.source = source;
    this.maxVoxels = maxVoxels;
  }

  /** Digests of the image and of the label map ("" where there is none), read as a stream. */
  List<String> digests() throws IOException {
    return List.of(digest(source.image()), source.label() == null ? "" : digest(source.label()));
  }

  private static String digest(String path) throws IOException {
    if (PhantomAddress.matches(path)) {
      return Digest.of(path);
    }
    try (HashingInputStream stream = new HashingInputStream(Hashing.sha256(), open(path))) {
      ByteStreams.exhaust(stream);
      return stream.hash().toString();
    }
  }

  Volume image() throws IOException {
    if (PhantomAddress.matches(source.image())) {
      return phantom(source.image()).image();
    }
    try (InputStream stream = open(source.image())) {
      return Nifti.readVolume(stream, maxVoxels);
    }
  }

  Optional<LabelMap> labelMap() throws IOException {
    if (source.label() == null) {
      return Optional.empty();
    }
    if (PhantomAddress.matches(source.label())) {
      return Optional.of(phantom(source.label()).labels());
    }
    try (InputStream stream = open(source.label())) {
      return Optional.of(Nifti.readLabelMap(stream, maxVoxels));
    }
  }

  private static PhantomCase phantom(String path) {
    PhantomAddress address = PhantomAddress.parse(path);
    return Phantom.generate(address.spec(), address.seed(), address.index());
  }

  private static InputStream open(String path) throws IOException {
    try {
      return InputFile.open(path);
    } catch (FileNotFoundException e) {
      throw new InvalidCaseException(
          Fault.UNREADABLE, path + " does not exist; " + Fault.UNREADABLE.cure(), e);
    }
  }
}
