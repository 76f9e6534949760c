package io.twinbeam.transforms.storage;

import com.google.cloud.storage.StorageException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** What goes wrong with a bucket, with what to do about it. */
final class GcsErrors {

  private static final int UNANSWERED = 0;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  private GcsErrors() {}

  /**
   * The failure in our words.
   *
   * @param where the address that it is about
   */
  static IOException told(StorageException error, String bucket, String where) {
    IOException told =
        switch (error.getCode()) {
          case NOT_FOUND -> new NoSuchFileException(where, null, error.getMessage());
          case UNAUTHORIZED, FORBIDDEN ->
              new AccessDeniedException(
                  where,
                  null,
                  "the account of this process may not do that; give it roles/storage.objectUser on"
                      + " gs://"
                      + bucket
                      + ", or log in by 'gcloud auth application-default login': "
                      + error.getMessage());
          case UNANSWERED ->
              new IOException(
                  where
                      + ": the service cannot be reached ("
                      + error.getMessage()
                      + "); check the network, and "
                      + GcsClient.EMULATOR_VARIABLE
                      + " if it is set");
          default -> new IOException(where + ": " + error.getMessage());
        };
    told.addSuppressed(error); // Not as its cause: people are shown the root of all causes.
    return told;
  }
}
