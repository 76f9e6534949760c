package io.twinbeam.transforms.storage;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.annotation.Nullable;

/**
 * Google Cloud Storage as the classes of {@code java.nio.file} see it. A file appears, or is
 * replaced, in one step when its writer closes it; what is added to one, only if nobody else has
 * changed it meanwhile. Folders need not be made, and are gone with the last object below them.
 *
 * <p>It holds what is read and written in memory, so it is for files, not for volumes of many GiB.
 */
final class GcsFileSystemProvider extends FileSystemProvider {

  static final GcsFileSystemProvider INSTANCE = new GcsFileSystemProvider();

  private GcsFileSystemProvider() {}

  @Override
  public String getScheme() {
    return "gs";
  }

  @Override
  public GcsFileSystem newFileSystem(URI uri, Map<String, ?> settings) {
    return getFileSystem(uri);
  }

  @Override
  public GcsFileSystem getFileSystem(URI uri) {
    return GcsFileSystem.of(uri.getAuthority());
  }

  @Override
  public GcsPath getPath(URI uri) {
    return GcsPath.of("gs://" + uri.getAuthority() + uri.getPath());
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    GcsPath file = (GcsPath) path;
    GcsObjects objects = file.objects();
    String key = file.key();
    if (options.contains(StandardOpenOption.APPEND)) {
      return appending(file, options.contains(StandardOpenOption.CREATE));
    }
    if (!options.contains(StandardOpenOption.WRITE)) {
      return new ObjectChannel(objects.read(key), null);
    }
    if (options.contains(StandardOpenOption.CREATE_NEW)) {
      return new ObjectChannel(
          new byte[0],
          content -> {
            if (objects.create(key, content).isEmpty()) {
              throw new FileAlreadyExistsException(path.toString());
            }
          });
    }
    if (!options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
      throw new UnsupportedOperationException("objects are replaced as a whole: " + path);
    }
    return new ObjectChannel(new byte[0], content -> objects.replace(key, content));
  }

  private static ObjectChannel appending(GcsPath file, boolean create) throws IOException {
    GcsObjects objects = file.objects();
    Optional<GcsObjects.Stored> found = objects.find(file.key());
    if (found.isEmpty() && !create) {
      throw new NoSuchFileException(file.toString());
    }
    byte[] before = found.isPresent() ? objects.read(found.get()) : new byte[0];
    return new ObjectChannel(
        before,
        content -> {
          Optional<GcsObjects.Stored> stored =
              found.isPresent()
                  ? objects.replace(found.get(), content)
                  : objects.create(file.key(), content);
          if (stored.isEmpty()) {
            throw new FileSystemException(
                file.toString(), null, "was changed by another process meanwhile");
          }
        });
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
    GcsPath below = (GcsPath) folder;
    List<Path> entries = new ArrayList<>();
    for (String name : below.objects().names(below.below())) {
      Path entry = folder.resolve(name);
      if (filter.accept(entry)) {
        entries.add(entry);
      }
    }
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        return entries.iterator();
      }

      @Override
      public void close() {}
    };
  }

  /** Does nothing: a folder is there when something lies in it. */
  @Override
  public void createDirectory(Path folder, FileAttribute<?>... attributes) {}

  @Override
  public void delete(Path path) throws IOException {
    GcsPath file = (GcsPath) path;
    Optional<GcsObjects.Stored> found = file.objects().find(file.key());
    if (found.isPresent()) {
      requireDeleted(file.objects().delete(found.get()), path);
    } else if (file.objects().isFolder(file.below())) {
      throw new DirectoryNotEmptyException(path.toString());
    } else {
      throw new NoSuchFileException(path.toString());
    }
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    GcsPath from = (GcsPath) source;
    Optional<GcsObjects.Stored> found = from.objects().find(from.key());
    if (found.isEmpty()) {
      throw new NoSuchFileException(source.toString());
    }
    copy(from.objects(), found.get(), target.toRealPath().toString(), options);
  }

  private static void copy(
      GcsObjects objects, GcsObjects.Stored source, String to, CopyOption... options)
      throws IOException {
    boolean replace = List.of(options).contains(StandardCopyOption.REPLACE_EXISTING);
    if (!objects.copy(source, to, replace)) {
      throw new FileAlreadyExistsException(to);
    }
  }

  /**
   * A file, or a folder with all that is in it; each file in one step, the folder not. Where it
   * breaks off, doing it again does the rest.
   */
  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    GcsPath from = (GcsPath) source;
    GcsObjects objects = from.objects();
    List<GcsObjects.Stored> moved = new ArrayList<>(objects.list(from.below()));
    objects.find(from.key()).ifPresent(moved::add);
    if (moved.isEmpty()) {
      throw new NoSuchFileException(source.toString());
    }
    String to = target.toRealPath().toString();
    List<ParallelCalls.Call> copies = new ArrayList<>();
    for (GcsObjects.Stored one : moved) {
      copies.add(() -> copy(objects, one, to + one.name().substring(from.key().length()), options));
    }
    ParallelCalls.run(copies);
    requireDeleted(objects.deleteAll(moved), source);
  }

  private static void requireDeleted(boolean deleted, Path path) throws IOException {
    if (!deleted) {
      throw new FileSystemException(
          path.toString(), null, "was changed by another process meanwhile, and is left there");
    }
  }

  @Override
  public boolean isSameFile(Path one, Path other) {
    return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
  }

  @Override
  public boolean isHidden(Path path) {
    return path.getFileName() != null && path.getFileName().toString().startsWith(".");
  }

  @Override
  public FileStore getFileStore(Path path) {
    throw new UnsupportedOperationException("a bucket has no size");
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    readAttributes(path, BasicFileAttributes.class);
  }

  @Override
  @Nullable
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return null;
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    if (type != BasicFileAttributes.class) {
      throw new UnsupportedOperationException(type.getName());
    }
    GcsPath file = (GcsPath) path;
    String key = file.key();
    Optional<GcsObjects.Stored> found = key.isEmpty() ? Optional.empty() : file.objects().find(key);
    if (found.isEmpty() && !file.objects().isFolder(file.below()) && !key.isEmpty()) {
      throw new NoSuchFileException(path.toString());
    }
    return type.cast(new ObjectAttributes(found));
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options) {
    throw new UnsupportedOperationException();
  }
}
