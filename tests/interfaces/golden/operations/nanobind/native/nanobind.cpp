// nanobind's own library, as one source file.
#include <nb_combined.cpp>
