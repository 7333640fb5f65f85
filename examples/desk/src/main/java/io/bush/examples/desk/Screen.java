package io.bush.examples.desk;

import io.bush.examples.desk.model.FileModel;
import io.bush.examples.desk.model.Light;
import io.bush.examples.desk.model.Self;
import java.util.List;

/** What a desk shows. Everything is called on the thread of the user interface. */
interface Screen {

    /** The project is known. */
    void project(String name);

    /** The server said who works here. */
    void signedIn(Self self);

    /** The project's files changed. */
    void files(List<FileModel> files);

    /** The connection changed. */
    void light(Light light);

    /** To be said for a moment. */
    void toast(String text);
}
