"""A wheel ships app/ once; all else is said in pyproject.toml."""

from setuptools import setup
from setuptools.command.build_py import build_py

SECOND_NAME = "transposed_convolution_lab"


class BuildPy(build_py):
    """Leaves out app/'s second name: in a wheel Streamlit goes by the list of its files."""

    def find_package_modules(self, package, package_dir):
        """Return (package, module, file) of what is built; see setuptools."""
        if package == SECOND_NAME and not self.editable_mode:
            return []
        return super().find_package_modules(package, package_dir)

    def find_data_files(self, package, src_dir):
        """Return the files beside the modules; see setuptools."""
        if package == SECOND_NAME and not self.editable_mode:
            return []
        return super().find_data_files(package, src_dir)


setup(cmdclass={"build_py": BuildPy})
