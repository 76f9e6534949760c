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
          case NOT_FOUND -> new NoSuchFileException(where, null, text(error));
          case UNAUTHORIZED, FORBIDDEN ->
              new AccessDeniedException(
                  where,
                  null,
                  "the account of this process may not do that; give it roles/storage.objectUser on"
                      + " gs://"
                      + bucket
                      + ", or log in by 'gcloud auth application-default login': "
                      + text(error));
          case UNANSWERED ->
              new IOException(
                  where
                      + ": the service cannot be reached ("
                      + text(error)
                      + "); check the network, and "
                      + GcsClient.EMULATOR_VARIABLE
                      + " if it is set");
          default -> new IOException(where + ": " + text(error));
        };
    return told;
  }

  /** What the service says; the address of an upload that goes on is as good as a password. */
  private static String text(StorageException error) {
    return String.valueOf(error.getMessage()).replaceAll("upload_id=[^&\\s]+", "upload_id=***");
  }
}
