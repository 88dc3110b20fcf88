using System.Globalization;
using System.Xml.Linq;
using Autograd.Core;
using Autograd.Docs;

namespace Autograd.Tests.Documentation;

/// <summary>
/// The pages of docs/ops are what the registry makes of itself, and tell of every activation and loss what a user must know.
/// </summary>
public sealed class OpReferenceTests
{
    private static readonly string s_folder = Path.Combine(Repository.Root(), Reference.Folder);
    private static readonly Dictionary<string, string> s_made = Reference.Make(Repository.Root());

    private static IEnumerable<OpDefinition> Nonlinearities =>
        OpRegistry.All.Where(op => op.Category is OpCategory.Activation or OpCategory.Loss);

    private static IEnumerable<OpDefinition> Activations => OpRegistry.All.Where(op => op.Category is OpCategory.Activation);

    [Test]
    public void No_page_is_stale()
    {
        string[] stale = [.. s_made.Where(file => !File.Exists(At(file.Key))
            || File.ReadAllText(At(file.Key)).ReplaceLineEndings("\n") != file.Value).Select(file => file.Key)];
        string[] surplus = [.. Repository.FilesIn(s_folder).Except(s_made.Keys)];

        stale.Concat(surplus).ShouldBeEmpty($"Make the pages anew: {Reference.Command}");
    }

    [Test]
    public void Every_op_has_a_page_that_the_index_links() =>
        OpRegistry.All.ShouldAllBe(op => s_made.ContainsKey($"{op.Name}.md")
            && s_made["README.md"].Contains($"({op.Name}.md)", StringComparison.Ordinal));

    [TestCaseSource(nameof(Nonlinearities))]
    public void An_activation_or_loss_tells_derivative_use_and_example(OpDefinition op)
    {
        op.Derivative.ShouldNotBeEmpty();
        op.Usage.ShouldNotBeEmpty();
        op.Example.ShouldNotBeNull().Run().Count.ShouldBeGreaterThan(0);
    }

    [Test]
    public void Figures_are_pictures_of_their_own_ground()
    {
        KeyValuePair<string, string>[] figures = [.. s_made.Where(file => file.Key.EndsWith(".svg", StringComparison.Ordinal))];

        figures.Length.ShouldBeGreaterThan(20);
        foreach ((string name, string text) in figures)
        {
            XElement svg = XElement.Parse(text);
            svg.Elements().First(element => element.Name.LocalName == "rect").Attribute("fill")!.Value.ShouldBe("#ffffff", name);
            text.ShouldNotContain("NaN", customMessage: name);
            text.ShouldNotContain("∞", customMessage: name);
        }
    }

    [TestCase("relu", "0")]
    [TestCase("elu", "0")]
    [TestCase("relu6", "0 6")]
    [TestCase("softshrink", "-0.5 0.5")]
    [TestCase("threshold", "1")]
    [TestCase("leaky_relu", "0")]
    [TestCase("prelu", "0")]
    [TestCase("abs", "0")]
    [TestCase("clamp", "-1 1")]
    [TestCase("maximum", "1")]
    [TestCase("reciprocal", "0")]
    [TestCase("sigmoid", "")]
    [TestCase("tanh", "")]
    [TestCase("exp", "")]
    public void Kinks_are_found_where_they_are(string op, string expected) =>
        string.Join(' ', Kinks(Curve.Of(OpRegistry.Find(op))!).Select(at => at.ToString("0.######", CultureInfo.InvariantCulture)))
            .ShouldBe(expected);

    [Test]
    public void A_jump_has_its_limits_and_the_value_the_op_takes()
    {
        Jump slope = Curve.Of(OpRegistry.Find("max"))!.Jumps(-4, 4).ShouldHaveSingleItem();

        (slope.Order, slope.At, slope.Before, slope.Value, slope.After).ShouldBe((1, 0.0, 0.0, 0.5, 1.0));
    }

    // A definition claims it; the engine shows it.
    [TestCaseSource(nameof(Activations))]
    public void An_activation_is_as_smooth_as_it_says(OpDefinition op) => Kinks(Curve.Of(op)!).Length.ShouldBe(
        op.Activation!.Smoothness switch { Smoothness.Smooth => 0, Smoothness.OneKink => 1, Smoothness.TwoKinks => 2, _ => 3 },
        $"kinks at {string.Join(", ", Kinks(Curve.Of(op)!))}");

    [TestCaseSource(nameof(Activations))]
    public void An_activation_has_the_scale_it_says(OpDefinition op)
    {
        double[] points = [-7, -2.5, -1, -0.3, 0, 0.2, 1, 3, 6.5];
        Curve curve = Curve.Of(op)!;
        double[] values = curve.At(points)[0], tenfold = curve.At([.. points.Select(point => 10 * point)])[0];

        values.Zip(tenfold).All(pair => Math.Abs(pair.Second - (10 * pair.First)) <= 1e-12 * (1 + Math.Abs(pair.Second)))
            .ShouldBe(op.Activation!.IsScaleEquivariant);
    }

    private static double[] Kinks(Curve curve) => [.. curve.Jumps(-10, 10).Select(jump => jump.At).Distinct().Order()];

    private static string At(string file) => Path.Combine(s_folder, file);
}
