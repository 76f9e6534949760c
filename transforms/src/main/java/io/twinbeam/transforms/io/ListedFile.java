package io.twinbeam.transforms.io;

import io.twinbeam.transforms.RecordCoder;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.annotation.Nullable;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * A file that a data set's folder holds.
 *
 * @param name its path under the folder, with forward slashes
 * @param bytes its size; 0 for a link that leads nowhere
 * @param target where it truly lies, for a file that was reached through a link: its path under the
 *     folder or, outside of it, its absolute path; null for any other
 */
@DefaultCoder(RecordCoder.class)
record ListedFile(String name, long bytes, @Nullable String target)
    implements Comparable<ListedFile> {

  private static final Comparator<ListedFile> BY_NAME = Comparator.comparing(ListedFile::name);

  /** A file at its own place. */
  ListedFile(String name, long bytes) {
    this(name, bytes, null);
  }

  /** The last part of the name. */
  String fileName() {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  /** The part of the name before the last, ending in a slash; empty at the top. */
  String parent() {
    return name.substring(0, name.lastIndexOf('/') + 1);
  }

  @Override
  public int compareTo(ListedFile other) {
    return BY_NAME.compare(this, other);
  }

  /**
   * Every file once, sorted by name, however often links lead to it: at its own place where that is
   * listed, else under the first of its names.
   */
  static List<ListedFile> once(Collection<ListedFile> files) {
    TreeSet<ListedFile> once = new TreeSet<>();
    Set<String> places = new HashSet<>();
    for (ListedFile file : files) {
      if (file.target == null && once.add(file)) {
        places.add(file.name);
      }
    }
    for (ListedFile file : new TreeSet<>(files)) {
      if (file.target != null && places.add(file.target)) {
        once.add(file);
      }
    }
    return List.copyOf(once);
  }
}
