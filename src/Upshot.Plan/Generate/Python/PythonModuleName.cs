using System.Text.RegularExpressions;

namespace Upshot.Plan.Generate.Python;

/// <summary>What a package may be imported as.</summary>
public static class PythonModuleName
{
    // sys.stdlib_module_names of Python 3.9 to 3.14, without those that begin with an underscore. A package of that name hides the library's:
    // with one called email, "import urllib.request" fails.
    private static readonly HashSet<string> s_standard = new(
        """
        abc aifc annotationlib antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii bisect builtins
        bz2 cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys compileall compression concurrent
        configparser contextlib contextvars copy copyreg crypt csv ctypes curses dataclasses datetime dbm decimal difflib dis distutils
        doctest email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc
        genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http idlelib imaplib imghdr imp importlib
        inspect io ipaddress itertools json keyword lib2to3 linecache locale logging lzma mailbox mailcap marshal math mimetypes mmap
        modulefinder msilib msvcrt multiprocessing netrc nis nntplib nt ntpath nturl2path numbers opcode operator optparse os ossaudiodev
        pathlib pdb pickle pickletools pipes pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile
        pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter runpy sched secrets select selectors
        shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 sre_compile sre_constants sre_parse ssl stat
        statistics string stringprep struct subprocess sunau symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios
        test textwrap this threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle turtledemo types
        typing unicodedata unittest urllib uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp
        zipfile zipimport zlib zoneinfo
        """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries),
        StringComparer.Ordinal);

    // Packages that generated code itself imports, or that set telemetry up.
    private static readonly HashSet<string> s_needed = new(["opentelemetry", "upshot"], StringComparer.Ordinal);

    /// <summary>Why the package cannot have this name, and what to do; null: it can. <paramref name="module"/> empty: it is named after the product.</summary>
    public static string? Refusal(string module, CallName product)
    {
        var name = module.Length > 0 ? module : PythonNames.Module(product);
        var first = name.Split('.')[0];
        if (module.Length > 0 && !name.Split('.').All(part => Regex.IsMatch(part, @"^[\p{L}_][\p{L}\p{Nd}_]*\z") && !PythonNames.IsKeyword(part)))
        {
            return $"--module {module} cannot be imported: it needs names of letters, digits and underscores, joined by dots, such as signals or shop.signals.";
        }

        return s_standard.Contains(first) || s_needed.Contains(first)
            ? $"The package would be called {first}, which is {(s_needed.Contains(first) ? "a package that it needs itself" : "a module of Python's standard library")}, and would hide it. Give it another name: --module {product.Snake}_signals."
            : null;
    }
}
