package io.bush.realtime.benchmarks.heap;

import java.lang.management.ManagementFactory;
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
