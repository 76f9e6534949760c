package io.twinbeam.transforms.io;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The channels that every case of a data set has, in order, and those of them that are used.
 *
 * @param names one for each channel; its number, from 0, where it has no other
 * @param fromFiles whether the names of the image files hold these names, so that those of every
 *     case must
 * @param used indices into {@code names}, in the order in which networks see them
 */
record ChannelNames(List<String> names, boolean fromFiles, List<Integer> used) {

  ChannelNames {
    names = List.copyOf(names);
    used = List.copyOf(used);
  }

  /** All of these channels. */
  static ChannelNames all(List<String> names, boolean fromFiles) {
    return new ChannelNames(names, fromFiles, IntStream.range(0, names.size()).boxed().toList());
  }

  /** As many channels, without names. */
  static ChannelNames numbered(int count) {
    return all(IntStream.range(0, count).mapToObj(Integer::toString).toList(), false);
  }

  /**
   * The same channels, some of which are used.
   *
   * @param chosen names in any case, or numbers, of the channels to use; empty for all
   * @throws InvalidCaseException naming the channels that there are, where one is not among them
   */
  ChannelNames choose(List<String> chosen) {
    if (chosen.isEmpty()) {
      return this;
    }
    List<Integer> used = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (String name : chosen) {
      index(name).ifPresentOrElse(used::add, () -> unknown.add(name));
    }
    if (!unknown.isEmpty()) {
      throw new InvalidCaseException(
          Fault.CHANNELS_DIFFER,
          "channels: the data set has no channel "
              + String.join(", ", unknown)
              + "; it has "
              + String.join(", ", names)
              + ", which may also be given by number, from 0");
    }
    if (used.stream().distinct().count() < used.size()) {
      throw new InvalidCaseException(
          Fault.CHANNELS_DIFFER,
          "channels: must name each channel once, are " + String.join(", ", chosen));
    }
    return new ChannelNames(names, fromFiles, used);
  }

  private Optional<Integer> index(String chosen) {
    for (int n = 0; n < names.size(); n++) {
      if (names.get(n).equalsIgnoreCase(chosen)) {
        return Optional.of(n);
      }
    }
    return IntStream.range(0, names.size())
        .filter(n -> Integer.toString(n).equals(chosen))
        .boxed()
        .findFirst();
  }

  int count() {
    return names.size();
  }

  boolean usesAll() {
    return used.equals(IntStream.range(0, names.size()).boxed().toList());
  }

  /** The names of the channels that are used. */
  List<String> usedNames() {
    return pick(names);
  }

  /** Of one thing for each channel, those of the channels that are used, in their order. */
  <T> List<T> pick(List<T> perChannel) {
    return used.stream().map(perChannel::get).toList();
  }
}
