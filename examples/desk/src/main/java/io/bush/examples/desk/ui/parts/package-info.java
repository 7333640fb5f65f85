/** What the window is made of and knows nothing of the desk's work: colours, layouts, buttons, faces. */
@NullMarked
package io.bush.examples.desk.ui.parts;

import org.jspecify.annotations.NullMarked;
