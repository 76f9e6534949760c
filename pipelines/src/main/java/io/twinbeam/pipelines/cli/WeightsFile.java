package io.twinbeam.pipelines.cli;

import io.twinbeam.model.network.Safetensors;
import io.twinbeam.model.network.Tensor;
import io.twinbeam.transforms.ImportedWeights;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.artifact.Digest;
import io.twinbeam.transforms.storage.Folders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/** A safetensors file, read once: what is checked is what is stored. */
final class WeightsFile {

  private static final int MAX_BYTES = Integer.MAX_VALUE - 8;

  private final byte[] bytes;
  private final Map<String, Tensor> tensors;

  private WeightsFile(byte[] bytes, Map<String, Tensor> tensors) {
    this.bytes = bytes;
    this.tensors = tensors;
  }

  /**
   * Reads {@code file}.
   *
   * @param file as the user wrote it
   * @throws UsageException where it is absent, cannot be read, or is not safetensors
   */
  static WeightsFile read(String file) {
    try {
      Path path = Folders.at(file);
      if (!Folders.isFile(path) || (Folders.isLocal(path) && !Files.isReadable(path))) {
        throw new UsageException(
            "must be a safetensors file, does not exist or cannot be read; name another");
      }
      if (Files.size(path) > MAX_BYTES) {
        throw new UsageException(
            "must have at most "
                + MAX_BYTES
                + " bytes, has "
                + Files.size(path)
                + "; name another");
      }
      byte[] bytes = Files.readAllBytes(path);
      return new WeightsFile(bytes, Safetensors.read(new ByteArrayInputStream(bytes)).tensors());
    } catch (InvalidPathException e) {
      throw new UsageException("must be the name of a file: " + e.getReason());
    } catch (IOException e) {
      throw new UsageException(
          "cannot be read (" + e.getMessage() + "); give a file as twinbeam export writes it");
    }
  }

  /** By PyTorch name. */
  Map<String, Tensor> tensors() {
    return tensors;
  }

  /** The digest of the whole file. */
  String sha256() {
    return Digest.of(bytes);
  }

  void importInto(ArtifactStore store) throws IOException {
    ImportedWeights.network(store, bytes);
  }
}
