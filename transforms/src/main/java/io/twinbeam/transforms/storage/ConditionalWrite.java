package io.twinbeam.transforms.storage;

import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A write that the service makes on a condition, such as that nothing is there yet. Where the
 * answer is lost on its way, the client asks again and is refused, since by then its own write has
 * changed what the condition is about. So every such write leaves a mark of its own in the metadata
 * of the object, and one that is refused looks whose the object is.
 */
final class ConditionalWrite {

  private static final String MARK = "twinbeam-write";
  private static final int CONDITION_NOT_MET = 412;

  private ConditionalWrite() {}

  /** Stores an object that has, besides its content, what it is told of it. */
  @FunctionalInterface
  interface Call {
    Blob of(BlobInfo info) throws IOException;
  }

  /** Whether the service refused since its condition did not hold. */
  static boolean isRefusal(StorageException error) {
    return error.getCode() == CONDITION_NOT_MET;
  }

  /**
   * Makes a write.
   *
   * @param info of the object, whose metadata become the mark
   * @return what is there now; empty where the condition did not hold
   * @throws StorageException where it fails for another reason
   */
  static Optional<Blob> of(Storage storage, BlobInfo info, Call call) throws IOException {
    String mark = UUID.randomUUID().toString();
    try {
      return Optional.of(call.of(info.toBuilder().setMetadata(Map.of(MARK, mark)).build()));
    } catch (StorageException e) {
      if (!isRefusal(e)) {
        throw e;
      }
    }
    return Optional.ofNullable(storage.get(info.getBlobId())).filter(there -> has(mark, there));
  }

  private static boolean has(String mark, Blob there) {
    return there.getMetadata() != null && mark.equals(there.getMetadata().get(MARK));
  }
}
