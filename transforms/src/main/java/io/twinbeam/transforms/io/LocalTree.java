package io.twinbeam.transforms.io;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.annotation.Nullable;

/**
 * Lists a local folder. Links to folders are followed, but none that leads to a folder which holds
 * it, or to one that is listed at its own place anyway, and no folder is entered twice: whatever
 * loops links form, the walk ends.
 */
final class LocalTree {

  private final Path root;
  private final Path realRoot;

  /**
   * @throws IOException where {@code root} does not exist
   */
  LocalTree(Path root) throws IOException {
    this.root = root;
    this.realRoot = root.toRealPath();
  }

  /** A folder on the way: its name under the root, where it truly lies, and whether links led. */
  private record Visit(String name, Path real, boolean linked) {}

  FileTree.Part top() throws IOException {
    Walk walk = new Walk();
    walk.list(new Visit("", realRoot, false));
    if (walk.rootFailure != null) {
      throw walk.rootFailure;
    }
    return new FileTree.Part(
        walk.files, walk.ahead.stream().map(Visit::name).toList(), walk.unreadable);
  }

  FileTree.Part below(String subfolder) throws IOException {
    Walk walk = new Walk();
    Path path = root.resolve(subfolder);
    try {
      walk.ahead.add(new Visit(subfolder, path.toRealPath(), Files.isSymbolicLink(path)));
    } catch (IOException e) {
      walk.giveUp(subfolder, "the folder cannot be read", e);
    }
    while (!walk.ahead.isEmpty()) {
      Visit visit = walk.ahead.remove();
      if (walk.entered.add(visit.real)) {
        walk.list(visit);
      }
    }
    return new FileTree.Part(walk.files, List.of(), walk.unreadable);
  }

  /** One walk, in an order that follows from the names alone. */
  private final class Walk {

    private final List<ListedFile> files = new ArrayList<>();
    private final List<UnusableInput> unreadable = new ArrayList<>();
    // Not a recursion: folders may nest deeper than a stack.
    private final Deque<Visit> ahead = new ArrayDeque<>();
    private final Set<Path> entered = new HashSet<>();
    @Nullable private IOException rootFailure;

    private void list(Visit folder) {
      List<Path> entries = new ArrayList<>();
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder.real)) {
        stream.forEach(entries::add);
      } catch (IOException | DirectoryIteratorException e) {
        IOException cause =
            e instanceof DirectoryIteratorException broken ? broken.getCause() : (IOException) e;
        if (folder.name.isEmpty()) {
          rootFailure = cause;
        } else {
          giveUp(folder.name, "the folder cannot be read", cause);
        }
        return;
      }
      entries.sort(null);
      for (Path entry : entries) {
        String fileName = entry.getFileName().toString();
        if (!FileTree.isHidden(fileName)) {
          take(folder, folder.name.isEmpty() ? fileName : folder.name + "/" + fileName, entry);
        }
      }
    }

    private void take(Visit folder, String name, Path entry) {
      try {
        BasicFileAttributes own =
            Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (own.isSymbolicLink()) {
          takeLink(folder, name, entry);
        } else {
          take(new Visit(name, entry, folder.linked), own);
        }
      } catch (IOException e) {
        giveUp(name, "the file cannot be read", e);
      }
    }

    private void takeLink(Visit folder, String name, Path link) throws IOException {
      Path target;
      BasicFileAttributes attributes;
      try {
        target = link.toRealPath();
        attributes = Files.readAttributes(target, BasicFileAttributes.class);
      } catch (IOException e) {
        // Leads nowhere, or round in a circle: whoever opens it will say so, under its case id.
        files.add(new ListedFile(name, 0));
        return;
      }
      if (!attributes.isDirectory() || mayFollow(folder, target)) {
        take(new Visit(name, target, true), attributes);
      }
    }

    private void take(Visit visit, BasicFileAttributes attributes) {
      if (attributes.isDirectory()) {
        ahead.add(visit);
      } else if (attributes.isRegularFile()) {
        String target = visit.linked ? place(visit.real) : null;
        files.add(new ListedFile(visit.name, attributes.size(), target));
      } else {
        // Reading a pipe or a device may wait for ever.
        unreadable.add(
            FileTree.unreadable(
                visit.name, root.resolve(visit.name).toString(), "must be a file or a folder", ""));
      }
    }

    private boolean mayFollow(Visit folder, Path target) {
      boolean holdsTheLink = folder.real.startsWith(target) || realRoot.startsWith(target);
      boolean isListedAnyway = target.startsWith(realRoot) && !FileTree.isHidden(place(target));
      return !holdsTheLink && !isListedAnyway;
    }

    private void giveUp(String name, String what, IOException error) {
      unreadable.add(
          FileTree.unreadable(name, root.resolve(name).toString(), what, error.toString()));
    }
  }

  /** The path under the root or, outside of it, the absolute one. */
  private String place(Path real) {
    return (real.startsWith(realRoot) ? realRoot.relativize(real) : real).toString();
  }
}
