using System.Globalization;
using System.Xml;

namespace Upshot.Reports;

/// <summary>
/// JUnit XML: a test case for each check and declared signal, so that CI shows what was looked at and not only what is wrong. Warnings
/// stand in a passed case's output.
/// </summary>
/// <remarks>The dialect that Jenkins, GitLab and the test reporters of GitHub read: github.com/testmoapp/junitxml.</remarks>
internal static class JUnitWriter
{
    /// <param name="name">The suite, such as a command and a product.</param>
    /// <param name="rules">Each becomes a test case, found or not.</param>
    public static void Write(string name, IReadOnlyList<FindingRule> rules, IEnumerable<Finding> findings, TimeSpan took, string summary, TextWriter output)
    {
        var byRule = findings.ToLookup(f => f.Rule);
        var failed = rules.Count(r => byRule[r.Id].Any(f => f.IsError));
        using var xml = XmlWriter.Create(output, new XmlWriterSettings { Indent = true, CloseOutput = false });
        xml.WriteStartElement("testsuites");
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", name);
        xml.WriteAttributeString("tests", Number(rules.Count));
        xml.WriteAttributeString("failures", Number(failed));
        xml.WriteAttributeString("errors", "0");
        xml.WriteAttributeString("time", took.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture));
        foreach (var rule in rules)
        {
            WriteCase(rule, [.. byRule[rule.Id]], xml);
        }

        xml.WriteElementString("system-out", Legal(summary));
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.Flush();
        output.WriteLine();
    }

    private static void WriteCase(FindingRule rule, IReadOnlyList<Finding> findings, XmlWriter xml)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", "upshot.verify");
        xml.WriteAttributeString("name", rule.Id);
        var errors = findings.Where(p => p.IsError).ToList();
        if (errors.Count > 0)
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("type", rule.Id);
            xml.WriteAttributeString("message", Legal(errors.Count == 1 ? errors[0].Message : $"{errors.Count} problems; the first: {errors[0].Message}"));
            xml.WriteString(Legal(string.Join("\n\n", errors.Select(Text))));
            xml.WriteEndElement();
        }

        if (findings.Any(p => !p.IsError))
        {
            xml.WriteElementString("system-out", Legal(string.Join("\n\n", findings.Where(p => !p.IsError).Select(Text))));
        }

        xml.WriteEndElement();
    }

    private static string Text(Finding finding)
    {
        var location = finding.HasPlace ? $"\ndeclared in {finding.Path}:{finding.Line}" : "";
        var evidence = finding.Evidence.Length > 0 ? $"\n{finding.Evidence}" : "";
        return $"{finding.Where}\n{finding.Message}{evidence}{location}\n→ {finding.Remedy}";
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    // XML 1.0 has no way to write control characters.
    private static string Legal(string text) => new([.. text.Select(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c) ? c : '·')]);
}
