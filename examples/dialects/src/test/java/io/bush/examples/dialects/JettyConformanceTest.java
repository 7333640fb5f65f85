package io.bush.examples.dialects;

import io.bush.examples.dialects.ends.Container;
import io.bush.examples.dialects.ends.JettyContainer;

class JettyConformanceTest extends ConformanceCases {

    @Override
    protected Container.Kind container() {
        return JettyContainer::start;
    }
}
