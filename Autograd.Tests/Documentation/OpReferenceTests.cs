using System.Xml.Linq;
using Autograd.Core;
using Autograd.Docs;

namespace Autograd.Tests.Documentation;

/// <summary>The pages of docs/ops are what the registry makes of itself, and tell of every activation and loss what a user must know.</summary>
public sealed class OpReferenceTests
{
    private static readonly string s_folder = Path.Combine(Repository.Root(), Reference.Folder);
    private static readonly Dictionary<string, string> s_made = Reference.Make(Repository.Root());

    private static IEnumerable<OpDefinition> Nonlinearities => OpRegistry.All.Where(op => op.Category is OpCategory.Activation or OpCategory.Loss);

    [Test]
    public void No_page_is_stale()
    {
        string[] stale = [.. s_made.Where(file => !File.Exists(At(file.Key)) || File.ReadAllText(At(file.Key)).ReplaceLineEndings("\n") != file.Value).Select(file => file.Key)];
        string[] surplus = [.. Repository.FilesIn(s_folder).Except(s_made.Keys)];

        stale.Concat(surplus).ShouldBeEmpty($"Make the pages anew: {Reference.Command}");
    }

    [Test]
    public void Every_op_has_a_page_that_the_index_links() =>
        OpRegistry.All.ShouldAllBe(op => s_made.ContainsKey($"{op.Name}.md") && s_made["README.md"].Contains($"({op.Name}.md)", StringComparison.Ordinal));

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
        string.Join(' ', Traits.Of(Curve.Of(OpRegistry.Find(op))!).Kinks.Select(at => $"{at:0.######}")).ShouldBe(expected);

    [Test]
    public void A_jump_has_its_limits_and_the_value_the_op_takes()
    {
        Jump slope = Curve.Of(OpRegistry.Find("amax"))!.Jumps(-4, 4).ShouldHaveSingleItem();

        (slope.Order, slope.At, slope.Before, slope.Value, slope.After).ShouldBe((1, 0.0, 0.0, 0.5, 1.0));
    }

    [TestCase("relu", true)]
    [TestCase("leaky_relu", true)]
    [TestCase("prelu", true)]
    [TestCase("sigmoid", false)]
    [TestCase("tanh", false)]
    [TestCase("softmax", false)]
    public void Scale_equivariance_is_seen(string op, bool expected) => Traits.Of(Curve.Of(OpRegistry.Find(op))!).IsScaleEquivariant.ShouldBe(expected);

    private static string At(string file) => Path.Combine(s_folder, file);
}
