package io.twinbeam.transforms.storage;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import javax.annotation.Nullable;

/**
 * What there is to know of a file or folder.
 *
 * @param object empty for a folder, which has no time
 */
record ObjectAttributes(Optional<GcsObjects.Stored> object) implements BasicFileAttributes {

  @Override
  public FileTime lastModifiedTime() {
    return object
        .map(stored -> FileTime.from(stored.changed().toInstant()))
        .orElse(FileTime.fromMillis(0));
  }

  @Override
  public FileTime lastAccessTime() {
    return lastModifiedTime();
  }

  @Override
  public FileTime creationTime() {
    return lastModifiedTime();
  }

  @Override
  public boolean isRegularFile() {
    return object.isPresent();
  }

  @Override
  public boolean isDirectory() {
    return object.isEmpty();
  }

  @Override
  public boolean isSymbolicLink() {
    return false;
  }

  @Override
  public boolean isOther() {
    return false;
  }

  @Override
  public long size() {
    return object.map(GcsObjects.Stored::size).orElse(0L);
  }

  @Override
  @Nullable
  public Object fileKey() {
    return null;
  }
}
