package io.twinbeam.transforms.storage;

import com.google.auth.Retryable;
import com.google.cloud.storage.StorageException;
import com.google.common.base.Throwables;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.regex.Pattern;

/** What goes wrong with a bucket, with what to do about it. */
final class GcsErrors {

  private static final int UNANSWERED = 0;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  private static final Pattern NO_BUCKET = Pattern.compile("(?i)bucket .*(not exist|not found)");
  private static final String LOGIN = "'gcloud auth application-default login'";

  private GcsErrors() {}

  /**
   * The failure in our words.
   *
   * @param where the address that it is about
   * @return a {@link NoSuchFileException} only where the bucket is there and the object is not
   */
  static IOException told(StorageException error, String bucket, String where) {
    return switch (error.getCode()) {
      case NOT_FOUND ->
          NO_BUCKET.matcher(text(error)).find()
              ? noBucket(error, bucket, where)
              : new NoSuchFileException(where, null, text(error));
      case UNAUTHORIZED -> refusedCredentials(error, where);
      case FORBIDDEN ->
          new AccessDeniedException(
              where,
              null,
              "the account of this process may not do that; grant it roles/storage.objectUser on"
                  + " gs://"
                  + bucket
                  + " (to read data, roles/storage.objectViewer will do), or log in as another by"
                  + " "
                  + LOGIN
                  + ": "
                  + text(error));
      case UNANSWERED ->
          isAboutCredentials(error)
              ? refusedCredentials(error, where)
              : new IOException(
                  where
                      + ": the service cannot be reached ("
                      + text(error)
                      + "); check the network, and "
                      + GcsClient.EMULATOR_VARIABLE
                      + " if it is set");
      default -> new IOException(where + ": " + text(error));
    };
  }

  /** The failure of a list, which is empty where nothing is there, unless there is no bucket. */
  static IOException toldOfList(StorageException error, String bucket, String where) {
    return error.getCode() == NOT_FOUND
        ? noBucket(error, bucket, where)
        : told(error, bucket, where);
  }

  private static IOException noBucket(StorageException error, String bucket, String where) {
    return new FileSystemException(
        where,
        null,
        "there is no bucket "
            + bucket
            + "; check its name, or make it by 'gcloud storage buckets create gs://"
            + bucket
            + "': "
            + text(error));
  }

  private static IOException refusedCredentials(StorageException error, String where) {
    return new AccessDeniedException(
        where,
        null,
        "this process has no credentials that the service accepts; log in by "
            + LOGIN
            + ", or give the machine a service account: "
            + text(error));
  }

  /** Whether no access token was to be had, and will not be: then nothing was asked of storage. */
  private static boolean isAboutCredentials(StorageException error) {
    for (Throwable cause : Throwables.getCausalChain(error)) {
      if (cause instanceof Retryable token) {
        return !token.isRetryable();
      }
      // What a virtual machine without a service account says has no type of its own.
      if (String.valueOf(cause.getMessage()).contains("security access token")) {
        return true;
      }
    }
    return false;
  }

  /** What the service says; the address of an upload that goes on is as good as a password. */
  private static String text(StorageException error) {
    return String.valueOf(error.getMessage()).replaceAll("upload_id=[^&\\s]+", "upload_id=***");
  }
}
