package io.bush.examples.desk.model;

import io.bush.realtime.client.optimistic.Entry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A comment where it is shown.
 *
 * @param entry what to show
 * @param isAnswer whether it stands under the comment it answers
 */
public record CommentLine(Entry<CommentRow> entry, boolean isAnswer) {

    /** Puts answers behind what they answer; one whose comment is not shown stands for itself. */
    static List<CommentLine> of(List<Entry<CommentRow>> entries) {
        Set<String> shown = new HashSet<>();
        entries.forEach(entry -> {
            if (entry.id() != null && entry.value().parentId() == null) {
                shown.add(entry.id());
            }
        });
        List<CommentLine> lines = new ArrayList<>();
        for (Entry<CommentRow> entry : entries) {
            if (!isAnswer(entry, shown)) {
                lines.add(new CommentLine(entry, false));
                for (Entry<CommentRow> other : entries) {
                    if (entry.id() != null
                            && isAnswer(other, shown)
                            && entry.id().equals(other.value().parentId())) {
                        lines.add(new CommentLine(other, true));
                    }
                }
            }
        }
        return lines;
    }

    private static boolean isAnswer(Entry<CommentRow> entry, Set<String> shown) {
        String parent = entry.value().parentId();
        return parent != null && shown.contains(parent);
    }
}
