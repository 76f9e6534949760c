package io.twinbeam.transforms.storage;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.annotation.Nullable;

/**
 * {@code gs://BUCKET/PATH}, or a relative part of such a path. Folders are there as long as objects
 * lie below them.
 */
final class GcsPath implements Path {

  private static final Pattern ADDRESS = Pattern.compile("gs://([a-z0-9][a-z0-9._-]+)(?:/(.*))?");

  private final GcsFileSystem fileSystem;
  private final boolean absolute;
  private final ImmutableList<String> names;

  GcsPath(GcsFileSystem fileSystem, boolean absolute, List<String> names) {
    this.fileSystem = fileSystem;
    this.absolute = absolute;
    this.names = ImmutableList.copyOf(names);
  }

  /**
   * The path of that address.
   *
   * @throws InvalidPathException where it is not {@code gs://BUCKET/PATH}
   */
  static GcsPath of(String address) {
    Matcher parts = ADDRESS.matcher(address);
    if (!parts.matches()) {
      throw new InvalidPathException(address, "an address must be gs://BUCKET/PATH");
    }
    String path = parts.group(2) == null ? "" : parts.group(2);
    return new GcsPath(GcsFileSystem.of(parts.group(1)), true, split(path));
  }

  static List<String> split(String path) {
    return Splitter.on('/').omitEmptyStrings().splitToList(path);
  }

  /** The objects of the bucket. */
  GcsObjects objects() {
    return fileSystem.objects();
  }

  /** The name of the object in its bucket. */
  String key() {
    GcsPath whole = normalize();
    if (!whole.absolute) {
      throw new IllegalArgumentException(this + " says nothing of its bucket");
    }
    return String.join("/", whole.names);
  }

  /** How the names of all objects in this folder begin. */
  String below() {
    String key = key();
    return key.isEmpty() ? "" : key + "/";
  }

  void deleteTree() throws IOException {
    List<GcsObjects.Stored> doomed = new ArrayList<>(objects().list(below()));
    objects().find(key()).ifPresent(doomed::add);
    objects().deleteAll(doomed);
  }

  private GcsPath with(boolean isAbsolute, List<String> changed) {
    return new GcsPath(fileSystem, isAbsolute, changed);
  }

  @Override
  public GcsFileSystem getFileSystem() {
    return fileSystem;
  }

  @Override
  public boolean isAbsolute() {
    return absolute;
  }

  @Override
  @Nullable
  public GcsPath getRoot() {
    return absolute ? with(true, List.of()) : null;
  }

  @Override
  @Nullable
  public GcsPath getFileName() {
    return names.isEmpty() ? null : getName(names.size() - 1);
  }

  @Override
  @Nullable
  public GcsPath getParent() {
    return names.isEmpty() || (names.size() == 1 && !absolute)
        ? null
        : with(absolute, names.subList(0, names.size() - 1));
  }

  @Override
  public int getNameCount() {
    return names.size();
  }

  @Override
  public GcsPath getName(int index) {
    return with(false, List.of(names.get(index)));
  }

  @Override
  public GcsPath subpath(int from, int to) {
    return with(false, names.subList(from, to));
  }

  @Override
  public boolean startsWith(Path other) {
    return other instanceof GcsPath path
        && path.absolute == absolute
        && (!absolute || path.fileSystem == fileSystem)
        && path.names.size() <= names.size()
        && names.subList(0, path.names.size()).equals(path.names);
  }

  @Override
  public boolean endsWith(Path other) {
    if (!(other instanceof GcsPath path) || path.absolute) {
      return equals(other);
    }
    int from = names.size() - path.names.size();
    return from >= 0 && names.subList(from, names.size()).equals(path.names);
  }

  @Override
  public GcsPath normalize() {
    List<String> plain = new ArrayList<>();
    for (String name : names) {
      boolean up = name.equals("..");
      if (up && !plain.isEmpty() && !plain.get(plain.size() - 1).equals("..")) {
        plain.remove(plain.size() - 1);
      } else if (!name.equals(".") && !(up && absolute)) {
        plain.add(name);
      }
    }
    return with(absolute, plain);
  }

  /** {@code other} below this one; a relative path of another file system will do. */
  @Override
  public Path resolve(Path other) {
    return other.isAbsolute() ? other : resolve(other.toString());
  }

  @Override
  public Path resolve(String other) {
    if (GcsObjects.isAddress(other)) {
      return of(other);
    }
    List<String> whole = new ArrayList<>(names);
    whole.addAll(split(other));
    return with(absolute, whole);
  }

  @Override
  public GcsPath relativize(Path other) {
    if (!(other instanceof GcsPath path) || path.absolute != absolute) {
      throw new ProviderMismatchException();
    }
    int common = 0;
    while (common < Math.min(names.size(), path.names.size())
        && names.get(common).equals(path.names.get(common))) {
      common++;
    }
    List<String> way = new ArrayList<>();
    for (int up = common; up < names.size(); up++) {
      way.add("..");
    }
    way.addAll(path.names.subList(common, path.names.size()));
    return with(false, way);
  }

  @Override
  public URI toUri() {
    try {
      return new URI("gs", fileSystem.bucket(), "/" + key(), null);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public GcsPath toAbsolutePath() {
    return absolute ? this : with(true, names);
  }

  @Override
  public GcsPath toRealPath(LinkOption... options) {
    return toAbsolutePath().normalize();
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int compareTo(Path other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GcsPath path && path.toString().equals(toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  @Override
  public String toString() {
    String path = String.join("/", names);
    if (!absolute) {
      return path;
    }
    return "gs://" + fileSystem.bucket() + (path.isEmpty() ? "" : "/" + path);
  }
}
