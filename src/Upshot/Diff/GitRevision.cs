using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.Text;
using Upshot.Client;
using Upshot.Plan;

namespace Upshot.Diff;

/// <summary>The files of a folder as a git revision has them, without touching the working copy.</summary>
internal static class GitRevision
{
    private const int LargestFile = 4 << 20, MostLinks = 8;

    /// <summary><c>A..B</c> and <c>A...B</c> as two revisions, as git diff reads them; null: it is one.</summary>
    public static (string Base, string Head)? Range(string text, string folder)
    {
        var three = text.IndexOf("...", StringComparison.Ordinal);
        if (three >= 0)
        {
            var (left, right) = (OrHead(text[..three]), OrHead(text[(three + 3)..]));
            return (MergeBase(folder, left, right), right);
        }

        var two = text.IndexOf("..", StringComparison.Ordinal);
        return two > 0 || (two == 0 && text.Length > 2 && text[2] is not ('/' or '\\')) ? (OrHead(text[..two]), OrHead(text[(two + 2)..])) : null;
    }

    /// <summary>Whether git knows a commit by this name where the folder is.</summary>
    public static bool IsRevision(string folder, string name)
    {
        try
        {
            return Directory.Exists(folder) && !name.StartsWith('-') && Resolve(folder, name).Length > 0;
        }
        catch (CommandException)
        {
            return false;
        }
    }

    /// <summary>The commit that a folder is checked out at; null: it is in no repository, or git is not here.</summary>
    public static string? CommitOf(string folder)
    {
        try
        {
            return Run(folder, "rev-parse", "--short=12", "HEAD").Trim();
        }
        catch (CommandException)
        {
            return null;
        }
    }

    /// <summary>The first file of the folder that is not as the commit has it; null: all are.</summary>
    public static string? Changed(string folder) =>
        Run(folder, "status", "--porcelain", "--ignored", "--untracked-files=all", "--", ".").Split('\n').FirstOrDefault(l => l.Length > 3)?[3..];

    /// <summary>Folders of plans that the revision has and the working copy has not: where a plan was before it was moved. Relative to the repository.</summary>
    public static IReadOnlyList<string> MovedPlans(string folder, string revision)
    {
        var top = Run(folder, "rev-parse", "--show-toplevel").TrimEnd('\r', '\n');
        var files = Run(top, "ls-tree", "-r", "-z", "--name-only", Resolve(folder, revision)).Split('\0');
        return [.. files.Where(f => f.EndsWith("/upshot.yaml", StringComparison.Ordinal)).Select(f => f[..^"/upshot.yaml".Length]).Where(f => !File.Exists(Path.Combine(top, f, "upshot.yaml")))];
    }

    /// <summary>Null: the revision does not have the folder.</summary>
    /// <param name="inRepository">The folder's name in the revision, where it was another; relative to the repository.</param>
    public static IReadOnlyList<PlanFile>? Files(string folder, string revision, string? inRepository = null)
    {
        if (revision.StartsWith('-') || !Directory.Exists(folder))
        {
            throw new CommandException(revision.StartsWith('-') ? $"{revision} is not a revision." : $"There is no folder {folder}. Name the plan's folder with --plan DIR.");
        }

        var top = Run(folder, "rev-parse", "--show-toplevel").TrimEnd('\r', '\n');
        var prefix = inRepository ?? Run(folder, "rev-parse", "--show-prefix").TrimEnd('\r', '\n').TrimEnd('/');
        var commit = Resolve(folder, revision);
        var tree = prefix.Length == 0 ? commit : $"{commit}:{prefix}";
        if (!Has(top, tree))
        {
            return null;
        }

        using var git = Start(top, "archive", "--format=tar", tree);
        var errors = git.StandardError.ReadToEndAsync();
        var files = new List<PlanFile>();
        var links = new List<(string Name, string Target)>();
        using (var tar = new TarReader(git.StandardOutput.BaseStream, leaveOpen: true))
        {
            while (Next(tar) is { } entry)
            {
                var name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
                if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile && IsOfPlan(name) && entry.Length <= LargestFile && entry.DataStream is { } data)
                {
                    using var text = new StreamReader(data, Encoding.UTF8);
                    files.Add(new(name, text.ReadToEnd()));
                }
                else if (entry.EntryType is TarEntryType.SymbolicLink && IsReadAsPlan(name))
                {
                    links.Add((name, entry.LinkName));
                }
            }
        }

        git.StandardOutput.BaseStream.CopyTo(Stream.Null);
        git.WaitForExit();
        if (git.ExitCode != 0)
        {
            throw new CommandException($"git cannot show {folder} at {revision}: {errors.Result.Trim()}");
        }

        files.AddRange(links.Select(link => new PlanFile(link.Name, Linked(top, commit, prefix.Length == 0 ? link.Name : $"{prefix}/{link.Name}", link.Target, revision))));
        return files;
    }

    /// <summary>What a link of a revision leads to in that revision, by the rules that hold for links of a folder.</summary>
    private static string Linked(string top, string commit, string path, string target, string revision)
    {
        for (var left = MostLinks; left > 0; left--)
        {
            var led = target.StartsWith('/') ? null : Joined(path[..(path.LastIndexOf('/') + 1)], target);
            var found = led is null ? "" : Run(top, "ls-tree", commit, "--", led).Trim();
            if (found.Length == 0 || found.Split(' ', '\t')[1] != "blob")
            {
                break;
            }

            var content = Run(top, "cat-file", "blob", $"{commit}:{led}");
            if (!found.StartsWith("120000", StringComparison.Ordinal))
            {
                return content;
            }

            (path, target) = (led!, content);
        }

        throw new CommandException($"{path} at {revision} is a link to {target}, which is no file of the repository. Put the file itself there, or a relative link to one of the same repository.");
    }

    /// <summary>Null: it leads out of the repository.</summary>
    private static string? Joined(string folder, string target)
    {
        var parts = new List<string>();
        foreach (var part in (folder + target).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".." && parts.Count == 0)
            {
                return null;
            }

            if (part == "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }

    // A link of another name is no part of a plan; one that stands for a whole folder must not look as if the folder were empty.
    private static bool IsReadAsPlan(string name) => IsOfPlan(name) || name is "signals" or "releases" or "runbooks" || name.StartsWith("signals/", StringComparison.Ordinal);

    private static TarEntry? Next(TarReader tar)
    {
        try
        {
            return tar.GetNextEntry();
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            // git said nothing, or broke off; its exit code tells why.
            return null;
        }
    }

    private static bool Has(string folder, string tree)
    {
        try
        {
            Run(folder, "cat-file", "-e", tree);
            return true;
        }
        catch (GitException)
        {
            return false;
        }
    }

    private static string MergeBase(string folder, string left, string right)
    {
        var (from, to) = (Resolve(folder, left), Resolve(folder, right));
        try
        {
            return Run(folder, "merge-base", from, to).Trim();
        }
        catch (GitException)
        {
            throw new CommandException($"{left} and {right} have no common ancestor here.{Shallow(folder)}");
        }
    }

    private static string Shallow(string folder)
    {
        try
        {
            return Run(folder, "rev-parse", "--is-shallow-repository").Trim() == "true"
                ? " This clone is shallow: fetch the rest with git fetch --unshallow (in GitHub Actions: fetch-depth: 0)."
                : "";
        }
        catch (GitException)
        {
            return "";
        }
    }

    private static string Resolve(string folder, string revision)
    {
        try
        {
            return Run(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}").Trim();
        }
        catch (GitException)
        {
            throw new CommandException($"{revision} is neither a folder nor a git revision of {Path.GetFullPath(folder)}. Name two folders, or two revisions and the plan's folder with --plan DIR.{Shallow(folder)}");
        }
    }

    private static string Run(string folder, params string[] arguments)
    {
        using var git = Start(folder, arguments);
        var errors = git.StandardError.ReadToEndAsync();
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0 ? output : throw new GitException(errors.Result.Trim() is { Length: > 0 } error ? error : $"git {arguments[0]} failed.");
    }

    private static Process Start(string folder, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo("git", ["-C", folder, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };

            // In a hook git names its directory; the folder says itself which repository is meant, and where in it.
            foreach (var name in (string[])["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"])
            {
                start.Environment.Remove(name);
            }

            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new CommandException("git is not installed, or not in PATH. Install it, or compare two folders.");
        }
    }

    private static bool IsOfPlan(string path) =>
        path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".md", StringComparison.OrdinalIgnoreCase);

    /// <summary>What begins with a dash would be an option to git.</summary>
    private static string OrHead(string revision) => revision.Length == 0 ? "HEAD" : revision[0] == '-' ? throw new CommandException($"{revision} is not a revision.") : revision;
}

internal sealed class GitException(string message) : CommandException(message);
