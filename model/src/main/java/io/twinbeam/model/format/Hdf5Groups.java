package io.twinbeam.model.format;

import io.jhdf.FractalHeap;
import io.jhdf.GroupSymbolTableNode;
import io.jhdf.LocalHeap;
import io.jhdf.ObjectHeader;
import io.jhdf.Superblock;
import io.jhdf.SymbolTableEntry;
import io.jhdf.btree.BTreeV1;
import io.jhdf.btree.BTreeV2;
import io.jhdf.btree.record.LinkNameForIndexedGroupRecord;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.message.DataSpaceMessage;
import io.jhdf.object.message.LinkInfoMessage;
import io.jhdf.object.message.LinkMessage;
import io.jhdf.object.message.SymbolTableMessage;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The groups of an HDF5 file and the data sets in them. Soft and external links are left out. */
final class Hdf5Groups {

  // How many data sets a message lists; a file may have thousands.
  private static final int MAX_LISTED = 20;
  private static final long NO_ADDRESS = -1;
  private static final int SOFT_LINK = 2;

  private final Hdf5Storage storage;

  Hdf5Groups(Hdf5Storage storage) {
    this.storage = storage;
  }

  /** The header of the data set with the given path, refused where there is none. */
  ObjectHeader find(String dataset) {
    long address = rootAddress();
    for (String name : dataset.split("/", -1)) {
      if (!name.isEmpty()) {
        Long child = children(header(address)).get(name);
        if (child == null) {
          throw missing(dataset);
        }
        address = child;
      }
    }
    ObjectHeader found = header(address);
    if (!found.hasMessageOfType(DataSpaceMessage.class)) {
      throw missing(dataset);
    }
    return found;
  }

  private InvalidCaseException missing(String dataset) {
    List<String> listed = new ArrayList<>();
    list("", rootAddress(), listed, new HashSet<>());
    return new InvalidCaseException(
        Fault.DATASET_MISSING,
        "the HDF5 file must have the data set '"
            + dataset
            + "', has "
            + (listed.isEmpty() ? "none" : String.join(", ", listed))
            + "; name one that it has");
  }

  private void list(String prefix, long address, List<String> listed, Set<Long> visited) {
    if (!visited.add(address)) {
      return;
    }
    for (Map.Entry<String, Long> child : children(header(address)).entrySet()) {
      if (listed.size() >= MAX_LISTED) {
        return;
      }
      String path = prefix + child.getKey();
      try {
        if (header(child.getValue()).hasMessageOfType(DataSpaceMessage.class)) {
          listed.add(path);
        } else {
          list(path + "/", child.getValue(), listed, visited);
        }
      } catch (HdfException e) {
        listed.add(path + " (unreadable)");
      }
    }
  }

  private long rootAddress() {
    Superblock superblock = storage.getSuperblock();
    if (superblock instanceof Superblock.SuperblockV0V1 old) {
      return new SymbolTableEntry(storage, old.getRootGroupSymbolTableAddress())
          .getObjectHeaderAddress();
    }
    return ((Superblock.SuperblockV2V3) superblock).getRootGroupObjectHeaderAddress();
  }

  private ObjectHeader header(long address) {
    return ObjectHeader.readObjectHeader(storage, address);
  }

  /** Header addresses of a group's members by name; none for what is no group. */
  private Map<String, Long> children(ObjectHeader group) {
    if (group.hasMessageOfType(SymbolTableMessage.class)) {
      return tabled(group.getMessageOfType(SymbolTableMessage.class));
    }
    Map<String, Long> children = new TreeMap<>();
    if (group.hasMessageOfType(LinkInfoMessage.class)) {
      for (LinkMessage link : links(group)) {
        if (link.getLinkType() == LinkMessage.LinkType.HARD) {
          children.put(link.getLinkName(), link.getHardLinkAddress());
        }
      }
    }
    return children;
  }

  // A few links lie in the header itself, many in a heap.
  private List<LinkMessage> links(ObjectHeader group) {
    LinkInfoMessage where = group.getMessageOfType(LinkInfoMessage.class);
    if (where.getBTreeNameIndexAddress() == NO_ADDRESS) {
      return group.getMessagesOfType(LinkMessage.class);
    }
    BTreeV2<LinkNameForIndexedGroupRecord> index =
        new BTreeV2<>(storage, where.getBTreeNameIndexAddress());
    FractalHeap heap = new FractalHeap(storage, where.getFractalHeapAddress());
    List<LinkMessage> links = new ArrayList<>();
    for (LinkNameForIndexedGroupRecord record : index.getRecords()) {
      links.add(LinkMessage.fromBuffer(heap.getId(record.getId()), storage.getSuperblock()));
    }
    return links;
  }

  private Map<String, Long> tabled(SymbolTableMessage table) {
    ByteBuffer names = new LocalHeap(storage, table.getLocalHeapAddress()).getDataBuffer();
    Map<String, Long> children = new TreeMap<>();
    for (long node :
        BTreeV1.createGroupBTree(storage, table.getBTreeAddress()).getChildAddresses()) {
      for (SymbolTableEntry entry :
          new GroupSymbolTableNode(storage, node).getSymbolTableEntries()) {
        if (entry.getCacheType() != SOFT_LINK) {
          children.put(name(names, entry.getLinkNameOffset()), entry.getObjectHeaderAddress());
        }
      }
    }
    return children;
  }

  private static String name(ByteBuffer names, int offset) {
    ByteArrayOutputStream name = new ByteArrayOutputStream();
    for (int at = offset; names.get(at) != 0; at++) {
      name.write(names.get(at));
    }
    return name.toString(StandardCharsets.UTF_8);
  }
}
