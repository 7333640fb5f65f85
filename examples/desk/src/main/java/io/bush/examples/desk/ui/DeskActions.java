package io.bush.examples.desk.ui;

import io.bush.examples.desk.model.FileModel;
import org.jspecify.annotations.Nullable;

/** What the user does that concerns others, or the server. */
public interface DeskActions {

    /** Opened a file; null for none. */
    void opened(@Nullable FileModel file);

    /** Wants to edit a comment. */
    void edit(FileModel file, String commentId);

    /** Types a comment. */
    void writing();

    /** Does not type any more. */
    void stoppedWriting();

    /** Went to another place in the film. */
    void playhead(double seconds);
}
