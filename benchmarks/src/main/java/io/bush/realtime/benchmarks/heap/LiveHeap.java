package io.bush.realtime.benchmarks.heap;

import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What is alive in this process after a full collection.
 *
 * @param bytes of each class, by its name as the virtual machine writes it
 */
public record LiveHeap(Map<String, Long> bytes) {

    /**
     * Collects garbage and counts what is left.
     *
     * @return the histogram
     */
    public static LiveHeap now() {
        String histogram;
        try {
            System.gc();
            histogram = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
        } catch (JMException e) {
            throw new IllegalStateException("this virtual machine gives no class histogram", e);
        }
        Map<String, Long> bytes = new TreeMap<>();
        for (String line : histogram.split("\n", -1)) {
            String[] cells = line.strip().split("\\s+", -1);
            if (cells.length >= 4 && cells[0].endsWith(":")) {
                bytes.merge(cells[3], Long.parseLong(cells[2]), Long::sum);
            }
        }
        return new LiveHeap(bytes);
    }

    /**
     * Adds everything up.
     *
     * @return live bytes
     */
    public long total() {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Adds up what is ours, without the benchmarks.
     *
     * @return live bytes of classes of the library
     */
    public long ours() {
        return bytes.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("io.bush."))
                .filter(entry -> !entry.getKey().startsWith("io.bush.realtime.benchmarks."))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /**
     * Lists the classes with most bytes.
     *
     * @param atLeast leaves out smaller ones
     * @param most how many
     * @return class names and bytes, largest first
     */
    public List<Map.Entry<String, Long>> largest(long atLeast, int most) {
        return bytes.entrySet().stream()
                .filter(entry -> entry.getValue() >= atLeast)
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(most)
                .toList();
    }

    /**
     * Writes this for another process.
     *
     * @return class names and bytes
     */
    public Map<String, String> asText() {
        Map<String, String> text = new TreeMap<>();
        bytes.forEach((name, size) -> text.put(name.replace('=', '_'), Long.toString(size)));
        return text;
    }

    /**
     * Reads what another process wrote.
     *
     * @param text class names and bytes
     * @return the same
     */
    public static LiveHeap ofText(Map<String, String> text) {
        Map<String, Long> bytes = new TreeMap<>();
        text.forEach((name, size) -> bytes.put(name, Long.parseLong(size)));
        return new LiveHeap(bytes);
    }

    /**
     * Compares with an earlier one.
     *
     * @param before the earlier one
     * @return how much more there is now of each class
     */
    public LiveHeap minus(LiveHeap before) {
        Map<String, Long> more = new TreeMap<>(bytes);
        before.bytes.forEach((name, size) -> more.merge(name, -size, Long::sum));
        return new LiveHeap(more);
    }
}
