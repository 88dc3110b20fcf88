using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Nn.Modules;

namespace Autograd.Tests.Broken;

/// <summary>Each law of modules rejects the module that breaks it, and accepts the sound one.</summary>
public sealed class BrokenModuleTests
{
    private static readonly (string Law, Fault Fault)[] s_rejections =
    [
        ("Every_part_is_registered", Fault.PartForgotten),
        ("Names_are_unique_and_those_in_files_plain", Fault.FileNameNotPlain),
        ("A_state_is_all_there_is", Fault.StateOfItsOwn),
        ("Conversion_to_double_precision_and_back_changes_no_bit", Fault.StateOfItsOwn),
        ("A_frozen_module_gets_no_gradient_and_a_free_one_does", Fault.ParameterUnused),
        ("A_seed_fixes_everything", Fault.DrawnByTurns),
        ("It_does_not_matter_who_looks_first", Fault.DrawnByTurns),
        ("In_use_nothing_is_drawn_and_nothing_changes", Fault.NoisyInUse),
        ("Errors_name_the_module", Fault.NothingRefused),
    ];

    public static IEnumerable<TestCaseData> Rejections => s_rejections.Select(row => new TestCaseData(row.Law, row.Fault));

    [TestCaseSource(nameof(Rejections))]
    public void The_law_rejects_the_broken_module(string law, Fault fault)
    {
        Should.Throw<Exception>(() => ModuleLaws.All[law](ModuleCase.Of(() => new Faulty(fault))));
        ModuleLaws.All[law](ModuleCase.Of(() => new Faulty(Fault.None)));
    }

    [Test]
    public void Every_law_has_something_to_reject() => ModuleLaws.All.Keys.Except(s_rejections.Select(row => row.Law)).ShouldBeEmpty();

    public enum Fault
    {
        None,
        PartForgotten,
        FileNameNotPlain,
        StateOfItsOwn,
        ParameterUnused,
        DrawnByTurns,
        NoisyInUse,
        NothingRefused,
    }

    // A scale with an offset and noise; the faults are those that a user's module might have.
    private sealed class Faulty : Layer
    {
        private readonly Fault _fault;
        private Tensor? _ownScale;

        public Faulty(Fault fault)
        {
            _fault = fault;
            Scale = new Parameter([4], fault == Fault.DrawnByTurns ? new ByTurns() : new Uniform(1, 2));
            Offset = new Parameter([4], new Constant(0));
            Random = new RandomStream();
        }

        public Parameter Scale { get; private init => field = Register(value); }

        public Parameter Offset
        {
            get; private init =>
            field = _fault == Fault.PartForgotten ? value : Register(value, _fault == Fault.FileNameNotPlain ? "off set" : null);
        }

        public RandomStream Random { get; private init => field = Register(value); }

        protected override Tensor Compute(Tensor input)
        {
            if (_fault == Fault.NothingRefused && input.DType == DType.Int64)
            {
                return input;
            }

            _ownScale ??= _fault == Fault.StateOfItsOwn ? Scale.Value.Detach() : null;
            Tensor noise = IsTraining || _fault == Fault.NoisyInUse
                ? Tensor.Uniform(input.Shape, Random.Generator, 0, 1, input.DType)
                : Tensor.Zeros(input.Shape, input.DType);
            Tensor scaled = (input * (_ownScale ?? Scale.Value)) + noise;
            return _fault == Fault.ParameterUnused ? scaled : scaled + Offset;
        }
    }

    // Each draw takes its numbers from where the one before ended.
    private sealed record ByTurns : Initializer
    {
        private readonly Generator _own = new(1);

        public override Tensor Draw(Shape shape, DType dtype, Generator generator, double gain) =>
            new Uniform(0, 1).Draw(shape, dtype, _own, gain);
    }
}
