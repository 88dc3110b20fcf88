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
        ("The_output_has_the_shape_that_is_said", Fault.CutShort),
        ("Parameters_and_buffers_bear_the_names_of_PyTorch", Fault.FileNameNotPlain),
        ("Parameters_and_buffers_bear_the_names_of_PyTorch", Fault.PartForgotten),
        ("Derivatives_are_what_differences_give", Fault.GradientLost),
        ("In_use_it_does_what_it_does_in_training_or_says_that_it_does_not", Fault.NoisyInUse),
        ("The_number_of_threads_changes_no_bit", Fault.ByThreads),
        ("An_empty_batch_gives_an_empty_result", Fault.EmptyRefused),
        ("A_sample_has_the_same_result_whatever_else_is_in_the_batch_in_use", Fault.BatchInUse),
        ("A_steady_step_allocates_handles_and_no_buffer", Fault.Wasteful),
        ("What_is_hidden_changes_nothing", Fault.MaskLeaksValues),
        ("What_is_hidden_changes_nothing", Fault.MaskLeaksProducts),
        ("What_is_hidden_changes_nothing", Fault.MaskLeaksGradients),
        ("A_summary_says_what_running_shows_and_changes_nothing", Fault.CountsCalls),
        ("Computed_again_on_the_way_back_it_gives_the_same_bits", Fault.CountsTwice),
        ("Stopped_at_any_step_and_resumed_from_a_file_it_trains_to_the_same_bits", Fault.StateOfItsOwn),
        ("What_does_not_fit_is_refused_with_its_path", Fault.NothingRefused),
    ];

    public static IEnumerable<TestCaseData> Rejections => s_rejections.Select(row => new TestCaseData(row.Law, row.Fault));

    [TestCaseSource(nameof(Rejections))]
    public void The_law_rejects_the_broken_module(string law, Fault fault)
    {
        Should.Throw<Exception>(() => ModuleLaws.All[law](Case(fault)));
        ModuleLaws.All[law](IsOfMask(fault) ? LeakyAttention.Case(Fault.None) : Of(Fault.None));
    }

    [Test]
    public void Every_law_has_something_to_reject() => ModuleLaws.All.Keys.Except(s_rejections.Select(row => row.Law)).ShouldBeEmpty();

    private static ModuleCase Case(Fault fault) => IsOfMask(fault) ? LeakyAttention.Case(fault) : Of(fault);

    private static bool IsOfMask(Fault fault) => fault is Fault.MaskLeaksValues or Fault.MaskLeaksProducts or Fault.MaskLeaksGradients;

    private static ModuleCase Of(Fault fault) => new(() => new Faulty(fault), Inputs: [3, 4], Output: [3, 4])
    {
        FileNames = ["scale", "offset"],
        Refusals = [new([3, 4], "the type of the elements is Int64", DType.Int64)],
        IsSameInUse = false,
    };

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
        CutShort,
        GradientLost,
        ByThreads,
        EmptyRefused,
        BatchInUse,
        Wasteful,
        MaskLeaksValues,
        MaskLeaksProducts,
        MaskLeaksGradients,
        CountsTwice,
        CountsCalls,
    }

    // A scale with an offset and noise; the faults are those that a user's module might have.
    private sealed class Faulty : Layer
    {
        private readonly Fault _fault;
        private Tensor? _ownScale;
        private int _calls;

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

            if (_fault == Fault.CountsTwice && IsTraining)
            {
                _ = Random.Generator = new(1, Random.Generator.Offset + 4);
            }

            _ownScale ??= _fault == Fault.StateOfItsOwn ? Scale.Value.Detach() : null;
            Tensor noise = IsTraining || _fault == Fault.NoisyInUse
                ? Tensor.Uniform([4], Random.Generator, 0, 1, input.DType)
                : Tensor.Zeros([4], input.DType);
            Tensor scale = _fault == Fault.GradientLost ? Scale.Value.Detach() : _ownScale ?? Scale.Value;
            Tensor scaled = (input * scale) + noise;
            return _fault switch
            {
                Fault.ParameterUnused => scaled,
                Fault.CountsCalls => scaled + Offset + ++_calls,
                Fault.CutShort => (scaled + Offset).Slice(1, ..^1),
                Fault.ByThreads => scaled + Offset + (ThreadLimit.Current == 1 ? 1 : 0),
                Fault.EmptyRefused when input.Count == 0 => throw new ArgumentException("The batch is empty."),
                Fault.Wasteful => scaled + Tensor.From(new float[input.Count], input.Shape) + Offset,
                Fault.BatchInUse when !IsTraining => scaled + Offset - scaled.Mean(0),
                _ => scaled + Offset,
            };
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
