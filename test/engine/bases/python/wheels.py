"""Makes wheels of the modules in a folder, each with a console script of its name: python3 wheels.py FROM TO."""
import pathlib
import sys
import zipfile

source, target = map(pathlib.Path, sys.argv[1:])
target.mkdir(parents=True)
for module in sorted(source.glob("*.py")):
    name, version = module.stem, "1.0"
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(target / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        text = module.read_text()
        wheel.writestr(f"{name}/__init__.py", text)
        wheel.writestr(f"{name}/__main__.py", f"from {name} import main\n\nmain()\n")
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: stand-in\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        if "def main" in text:
            wheel.writestr(f"{info}/entry_points.txt", f"[console_scripts]\n{name} = {name}:main\n")
        wheel.writestr(f"{info}/RECORD", "")
